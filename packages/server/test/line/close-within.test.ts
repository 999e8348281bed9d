import { expect, test, vi } from 'vitest'
import { fakeClock, settle } from '../../../../test/support/fake-clock.ts'
import { closeWithin } from '../../src/line/close-within.ts'

test('what closes in time is not cut off, and no timer is left', async () => {
  const clock = fakeClock()
  const cutOff = vi.fn()
  await closeWithin({ clock, closeTimeoutMs: 100 }, Promise.resolve(), cutOff)
  expect(clock.pending).toBe(0)
  expect(cutOff).not.toHaveBeenCalled()
})

test('what takes longer is cut off, and waited for', async () => {
  const clock = fakeClock()
  let close = () => undefined as void
  const closed = new Promise<void>((resolve) => (close = resolve))
  const cutOff = vi.fn()
  let isDone = false
  void closeWithin({ clock, closeTimeoutMs: 100 }, closed, cutOff).then(() => (isDone = true))
  await clock.advance(99)
  expect(cutOff).not.toHaveBeenCalled()
  await clock.advance(1)
  expect(cutOff).toHaveBeenCalledOnce()
  expect(isDone).toBe(false)
  close()
  await settle()
  expect(isDone).toBe(true)
})
