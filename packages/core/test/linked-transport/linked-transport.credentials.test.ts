import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import type { AttachCommand, ChatError, CredentialsRequest } from '../../src/index.ts'
import { openConnected, openConnection, restore, retryDelayMs, start } from '../support/open-connection.ts'
import { recordingListener } from '../support/recording-listener.ts'

/** A listener whose log-in gives each of these once, and the last one from then on. A function is called for what it gives. */
function loggedIn(...given: readonly unknown[]) {
  const requests: CredentialsRequest[] = []
  const listener = recordingListener()
  listener.credentials = (request) => {
    const next = given[Math.min(requests.push(request), given.length) - 1]
    return (typeof next === 'function' ? next() : next) as string | undefined
  }
  return { listener, requests }
}
const fail = (why: string) => {
  throw new Error(why)
}
const auths = (dials: readonly { attach: AttachCommand }[]) => dials.map(({ attach }) => attach.auth)

describe('credentials (T17)', () => {
  it('are asked anew for each attach, and sent with it unchanged', async () => {
    const { listener, requests } = loggedIn('token 1', 'token 2', Promise.resolve('token 3'))
    const { dials, dropAndRedial } = await openConnected({ listener })
    await dropAndRedial()
    await dropAndRedial()
    expect(auths(dials)).toEqual(['token 1', 'token 2', 'token 3'])
    expect(requests.map(({ refused }) => refused)).toEqual([undefined, undefined, undefined])
  })

  it('are left out of an attach for which there are none', async () => {
    const { dials } = await openConnection(loggedIn(undefined))
    expect(dials[0]?.attach).toEqual(start)
  })

  it.each([start, restore])('are asked once more after a first 101: $type', async (attach) => {
    const { listener, requests } = loggedIn('stale', 'fresh')
    const { dial, dials, clock, accept } = await openConnection({ attach, listener })
    const event = dial.refuse(101)
    await clock.advance(retryDelayMs)
    expect(auths(dials)).toEqual(['stale', 'fresh'])
    expect(requests[1]?.refused).toMatchObject({ code: 101, event })
    await accept()
    expect([listener.path, listener.codes]).toEqual([['connected'], []])
  })

  it.each([start, restore])('are asked no third time: $type closes with the error of the server', async (attach) => {
    const { listener, requests } = loggedIn('stale')
    const opened = await openConnection({ attach, listener })
    opened.dial.refuse(101)
    await opened.clock.advance(retryDelayMs)
    const event = opened.dial.refuse(101, { second: true })
    await settle()
    expect(listener.path).toEqual(['closed'])
    expect((listener.changes.at(-1)?.cause as ChatError).event).toBe(event)
    await opened.clock.advance(60_000)
    expect(requests.length).toBe(2)
  })

  it('that run out on the way of a re-attach are asked again, and the page is told nothing', async () => {
    const { listener } = loggedIn('token', 'stale', 'fresh')
    const { dropAndRedial, dials, clock, accept } = await openConnected({ listener })
    await dropAndRedial()
    dials.at(-1)?.refuse(101)
    await clock.advance(retryDelayMs)
    expect(auths(dials)).toEqual(['token', 'stale', 'fresh'])
    await accept()
    expect([listener.path.at(-1), listener.codes]).toEqual(['connected', []])
  })

  it('end nothing when a re-attach is refused: they are asked again each time, and the page is told once', async () => {
    const { listener, requests } = loggedIn('token', 'stale', 'stale', 'stale', 'fresh')
    const { dials, dropAndRedial, clock, accept } = await openConnected({ listener })
    await dropAndRedial()
    for (let refusals = 0; refusals < 3; refusals++) {
      dials.at(-1)?.refuse(101)
      await clock.advance(retryDelayMs)
    }
    expect(requests.map(({ refused }) => refused?.code)).toEqual([undefined, undefined, 101, 101, 101])
    expect(listener.codes).toEqual([101])
    await accept()
    expect(listener.path.at(-1)).toBe('connected')
    await dropAndRedial()
    expect(requests.at(-1)?.refused).toBeUndefined()
  })

  it.each([
    ['throw', () => fail('the log-in is down')],
    ['reject', async () => fail('the log-in is down')],
    ['are no text', () => 17],
  ])('that %s are a failed attempt', async (_how, failure) => {
    const { listener } = loggedIn(failure, 'token')
    const { dials, clock, accept } = await openConnection({ listener })
    expect(listener.retries).toMatchObject([{ attempt: 1, cause: { message: 'unable to get the credentials' } }])
    await clock.advance(retryDelayMs)
    expect(auths(dials)).toEqual(['token'])
    await accept()
    expect(listener.path).toEqual(['connected'])
  })

  it('that never come are given up with the attempt, and what comes late opens no line', async () => {
    let late: (auth: string) => void = () => undefined
    const { listener, requests } = loggedIn(new Promise<string>((resolve) => (late = resolve)), 'token')
    const { dials, clock } = await openConnection({ listener, options: { openTimeoutMs: 4000 } })
    await clock.advance(4000)
    expect([requests[0]?.signal.aborted, dials.length]).toEqual([true, 0])
    await clock.advance(retryDelayMs)
    late('too late')
    await settle()
    expect(auths(dials)).toEqual(['token'])
  })

  it('are not waited for when the connection is closed', async () => {
    const { listener, requests } = loggedIn(new Promise<string>(() => undefined))
    const { connection, dials } = await openConnection({ listener })
    connection.close()
    await settle()
    expect([requests[0]?.signal.aborted, dials.length]).toEqual([true, 0])
  })
})
