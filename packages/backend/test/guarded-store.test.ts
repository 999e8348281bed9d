import { describe, expect, it, vi } from 'vitest'
import { ChatRefusal, memorySessionStore } from '../src/index.ts'
import { guardedStore } from '../src/guarded-store.ts'

const ignore = () => undefined

function guardedStoreThat(fails: () => Promise<never>) {
  const error = vi.fn()
  const logger = { debug: ignore, info: ignore, warn: ignore, error }
  return { error, store: guardedStore({ ...memorySessionStore(), find: fails }, logger) }
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
  ])('is "not available", in words for visitors, when it %s', async (_how, fails) => {
    const { store, error } = guardedStoreThat(fails)
    await expect(store.find('s1')).rejects.toMatchObject({ name: 'ChatRefusal', code: 100 })
    expect(error).toHaveBeenCalledOnce()
  })

  it('may refuse by itself when it knows that nothing was kept', async () => {
    const refusal = new ChatRefusal(52, 'the transcript is full')
    const { store, error } = guardedStoreThat(() => Promise.reject(refusal))
    await expect(store.find('s1')).rejects.toBe(refusal)
    expect(error).not.toHaveBeenCalled()
  })
})
