import { expect, it, onTestFinished, vi } from 'vitest'
import { inMicrotask } from '../../src/platform/in-microtask.ts'

it('runs after the current call stack, also where a test runner has taken queueMicrotask', async () => {
  vi.useFakeTimers({ toFake: ['queueMicrotask'] })
  onTestFinished(() => void vi.useRealTimers())
  const run = vi.fn()
  inMicrotask(run)
  expect(run).not.toHaveBeenCalled()
  await undefined
  expect(run).toHaveBeenCalledOnce()
})
