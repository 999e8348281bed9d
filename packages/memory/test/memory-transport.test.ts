import { createChat, memoryStorage, silentLogger } from '@chat-transport/core'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { memoryTransport, type MemoryTransportOptions } from '../src/index.ts'
import { openMemory } from './support/open-memory.ts'

describe('a transport in memory', () => {
  it('hands the options on to those who keep to them', async () => {
    const warnings: string[] = []
    const logger = { ...silentLogger, error: (message: string) => warnings.push(message) }
    const { transport, start } = openMemory({
      logger,
      unsupported: ['SendTyping'],
      backend: { sessionTimeoutMs: 1234, limits: { commandsPerSecond: 7 } },
    })
    expect([transport.name, transport.unsupported]).toEqual(['memory', ['SendTyping']])
    expect([transport.backend.sessionTimeoutMs, transport.backend.limits.commandsPerSecond]).toEqual([1234, 7])
    transport.far.error(52)
    await start()
      .then((session) => session.sendMessage('x'))
      .catch(() => undefined) // refused with 52, which the back end logs
    expect(warnings).toHaveLength(1)
  })

  it('keeps to the test runner’s fake timers where it is given no clock', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const transport = memoryTransport()
    onTestFinished(() => transport.backend.close())
    const session = await createChat({ transport, storage: memoryStorage() }).startSession()
    onTestFinished(() => void session.detach())
    transport.far.dropLine()
    await vi.advanceTimersByTimeAsync(2_900)
    expect(session.status).toBe('reconnecting')
    await vi.advanceTimersByTimeAsync(200)
    expect(session.status).toBe('interrupted')
    transport.far.restoreLine()
    for (let step = 0; step < 30; step++) {
      await vi.advanceTimersByTimeAsync(100)
      await transport.far.settled()
    }
    expect(session.status).toBe('connected')
  })

  it('is alive within any silence it may keep', async () => {
    const { start, pass } = openMemory({ silenceTimeoutMs: 300 })
    const session = await start()
    const statuses: string[] = []
    session.onStatusChanged(({ current }) => statuses.push(current))
    await pass(10_000)
    expect([session.status, statuses]).toEqual(['connected', ['connected']])
  })

  it.each([
    [{ interruptionTimeoutMs: -1 }, RangeError, /interruptionTimeoutMs/],
    [{ backend: 7 }, TypeError, 'memoryTransport backend: expected an object, got 7'],
    [{ backend: { sessionTimeoutMs: 0 } }, RangeError, /sessionTimeoutMs/],
    [{ clock: {} }, TypeError, /memoryTransport clock: expected an object with now/],
    [{ seed: 'x' }, TypeError, /seed/],
    [null, TypeError, 'memoryTransport options: expected an object, got null'],
  ])('names what is wrong in %j', (options, Failure, says) => {
    const create = () => memoryTransport(options as unknown as MemoryTransportOptions)
    expect(create).toThrow(Failure)
    expect(create).toThrow(says)
  })
})
