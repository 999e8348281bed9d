import { describe, expect, it, vi } from 'vitest'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { ChatRefusal, memorySessionStore } from '../../src/index.ts'
import { backendSettings } from '../../src/backend-options.ts'
import { guardedStore } from '../../src/store/guarded-store.ts'

const ignore = () => undefined

function guardedStoreThat(fails: () => Promise<never>) {
  const error = vi.fn()
  const clock = fakeClock()
  const logger = { debug: ignore, info: ignore, warn: ignore, error }
  const store = { ...memorySessionStore(), find: fails }
  return { error, clock, store: guardedStore(backendSettings({ store, logger, clock, storeTimeoutMs: 1_000 })) }
}

describe('a store that fails', () => {
  it.each<[string, () => Promise<never>]>([
    ['rejects', () => Promise.reject(new Error('timeout'))],
    [
      'throws',
      () => {
        throw new Error('timeout')
      },
    ],
    ['does not answer', () => new Promise(() => undefined)],
  ])('is "not available", in words for visitors, when it %s', async (_how, fails) => {
    const { store, error, clock } = guardedStoreThat(fails)
    const found = expect(store.find('s1')).rejects.toMatchObject({ name: 'ChatRefusal', code: 100 })
    await clock.advance(1_000)
    await found
    expect(error).toHaveBeenCalledOnce()
  })

  it('may refuse by itself when it knows that nothing was kept', async () => {
    const refusal = new ChatRefusal(52, 'the transcript is full')
    const { store, error } = guardedStoreThat(() => Promise.reject(refusal))
    await expect(store.find('s1')).rejects.toBe(refusal)
    expect(error).not.toHaveBeenCalled()
  })
})
