import { describe, expect, it, vi } from 'vitest'
import { guardedListener, type GuardedListener } from '../../src/transport/guarded-listener.ts'
import { silentLogger } from '../../src/index.ts'
import { recordingListener } from '../support/recording-listener.ts'

const retry = { attempt: 1, at: 1, cause: new Error('lost') }
const change = { current: 'connected', previous: 'connecting', since: 1 } as const

function tellAll(listener: GuardedListener) {
  listener.onEvent('event')
  listener.onConnectivity(change)
  listener.onRetry(retry)
}

describe('a guarded listener', () => {
  it('is told everything, unchanged, and asked for its position each time', () => {
    const page = recordingListener(3)
    const guarded = guardedListener(page, { signal: new AbortController().signal, logger: silentLogger })
    tellAll(guarded)
    expect(page).toMatchObject({ events: ['event'], changes: [change], retries: [retry] })
    page.position = 7
    expect(guarded.position).toBe(7)
  })

  it('is told nothing after the end', () => {
    const page = recordingListener()
    tellAll(guardedListener(page, { signal: AbortSignal.abort(), logger: silentLogger }))
    expect(page.told).toEqual([])
  })

  it('may throw, which the developer is told of and nobody else', () => {
    const error = vi.fn()
    const thrown = new Error('mine')
    const page = recordingListener()
    page.react(() => {
      throw thrown
    })
    const logger = { ...silentLogger, error }
    tellAll(guardedListener(page, { signal: new AbortController().signal, logger }))
    expect(error.mock.calls).toEqual(Array.from({ length: 3 }, () => ['a handler threw', thrown]))
  })

  it('need not listen to retries', () => {
    const { onEvent, onConnectivity, position } = recordingListener()
    const guarded = guardedListener(
      { onEvent, onConnectivity, position },
      { signal: new AbortController().signal, logger: { ...silentLogger, error: expect.unreachable } },
    )
    expect(() => guarded.onRetry(retry)).not.toThrow()
  })
})
