import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { abortable } from '../../src/platform/deferred.ts'

const reason = new Error('enough')

describe('a promise that a signal can cut short', () => {
  /** The runner's own listeners would call the test failed. */
  let others: NodeJS.UnhandledRejectionListener[] = []
  const unhandled: unknown[] = []
  const note = (error: unknown) => void unhandled.push(error)
  beforeEach(() => {
    others = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection')
    process.on('unhandledRejection', note)
  })
  afterEach(() => {
    process.removeAllListeners('unhandledRejection')
    for (const listener of others) process.on('unhandledRejection', listener)
  })

  it('settles as it does, as long as nothing aborts', async () => {
    const { signal } = new AbortController()
    expect(await abortable(Promise.resolve(1), signal)).toBe(1)
    await expect(abortable(Promise.reject(reason), signal)).rejects.toBe(reason)
  })

  it.each(['before', 'after'])('rejects at once when it is aborted %s, and takes its late rejection', async (when) => {
    const scope = new AbortController()
    let fail: (error: Error) => void = () => undefined
    const late = new Promise((_resolve, reject) => (fail = reject))
    if (when === 'before') scope.abort(reason)
    const given = abortable(late, scope.signal)
    scope.abort(reason)
    await expect(given).rejects.toBe(reason)
    fail(new Error('late'))
    await new Promise((resolve) => setTimeout(resolve, 0))
    expect(unhandled).toEqual([])
  })
})
