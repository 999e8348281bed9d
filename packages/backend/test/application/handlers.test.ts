import { describe, expect, it, vi } from 'vitest'
import { Handlers } from '../../src/application/handlers.ts'

const never = (cause: unknown) => expect.fail(String(cause))

describe('handlers', () => {
  it('are called as often as they are registered, in that order', () => {
    const handlers = new Handlers<string>()
    const heard: string[] = []
    const handler = (event: string) => heard.push(event)
    const unregister = handlers.add('onEvent', handler)
    handlers.add('onEvent', handler)
    handlers.call('one', never)
    unregister()
    unregister()
    handlers.call('two', never)
    expect(heard).toEqual(['one', 'one', 'two'])
  })

  it('may register and unregister others while they are called', () => {
    const handlers = new Handlers<string>()
    const late = vi.fn()
    handlers.add('onEvent', () => handlers.add('onEvent', late))
    handlers.call('one', never)
    expect(late).not.toHaveBeenCalled()
    handlers.call('two', never)
    expect(late).toHaveBeenCalledExactlyOnceWith('two')
  })

  it('report failures, at once or later', async () => {
    const handlers = new Handlers<string>()
    const failed = vi.fn()
    handlers.add('onEvent', () => {
      throw new Error('now')
    })
    handlers.add('onEvent', () => Promise.reject(new Error('later')))
    handlers.call('one', failed)
    await vi.waitFor(() => expect(failed).toHaveBeenCalledTimes(2))
    expect(failed.mock.calls).toEqual([[new Error('now')], [new Error('later')]])
  })

  it('report the failure of a promise that another library has made', async () => {
    const handlers = new Handlers<string>()
    const failed = vi.fn()
    const rejected: PromiseLike<void> = {
      then: (_, reject) => Promise.reject(new Error('theirs')).then(undefined, reject),
    }
    handlers.add('onEvent', () => rejected)
    handlers.call('one', failed)
    await vi.waitFor(() => expect(failed).toHaveBeenCalledExactlyOnceWith(new Error('theirs')))
  })

  it('must be functions', () => {
    expect(() => new Handlers().add('onEvent', 'hello' as never)).toThrow(
      new TypeError('onEvent handler: expected a function, got string'),
    )
  })
})
