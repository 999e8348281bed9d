import { createChat, memoryStorage } from '@chat-transport/core'
import { expect, it, onTestFinished, vi } from 'vitest'
import { memoryTransport } from '../src/index.ts'

it('lives an outage through on the fake timers of a test runner, which nothing outlasts', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const transport = memoryTransport()
  onTestFinished(() => transport.backend.close())
  const starting = createChat({ transport, storage: memoryStorage() }).startSession()
  await vi.advanceTimersByTimeAsync(0)
  const session = await starting
  onTestFinished(() => void session.detach())

  transport.far.dropLine()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(session.status).toBe('interrupted')

  transport.far.restoreLine()
  await vi.advanceTimersByTimeAsync(30_000)
  expect(session.status).toBe('connected')
})
