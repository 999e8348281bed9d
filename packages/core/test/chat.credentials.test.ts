import { describe, expect, it } from 'vitest'
import { settle } from '../../../test/support/fake-clock.ts'
import { type ChatCredentialsRequest, type ChatTransport, memoryStorage } from '../src/index.ts'
import { openPage } from './support/open-chat.ts'
import { scriptedTransport } from './support/scripted-transport.ts'

/** A page whose log-in is asked by the transport, as it is before each attach. */
function loggedInPage(storage = memoryStorage()) {
  const requests: ChatCredentialsRequest[] = []
  const scripted = scriptedTransport()
  let ask: (() => unknown) | undefined
  const transport: ChatTransport = {
    name: 'asking',
    connect(attach, listener) {
      const { signal } = new AbortController()
      ask = () => listener.credentials?.({ signal })
      return scripted.connect(attach, listener)
    },
  }
  const page = openPage({ transport, storage, credentials: (request) => `token ${requests.push(request)}` })
  return { page, scripted, requests, ask: () => ask?.() }
}

describe('the credentials of a chat', () => {
  it('are asked for with the session that the page comes back to, and without one for a start', async () => {
    const { page, scripted, requests, ask } = loggedInPage()
    void page.chat.startSession()
    await settle()
    expect(ask()).toBe('token 1')
    scripted.farSide.open({ sessionId: 's1' })
    await settle()
    expect(ask()).toBe('token 2')
    expect(requests.map(({ sessionId }) => sessionId)).toEqual([undefined, 's1'])
  })

  it('are never stored, and not in the report', async () => {
    const storage = memoryStorage()
    const { page, scripted, ask } = loggedInPage(storage)
    void page.chat.startSession()
    await settle()
    ask()
    scripted.farSide.open({ sessionId: 's1' })
    await settle()
    const kept = await Promise.all([...(await storage.keys())].map((key) => storage.load(key)))
    expect(JSON.stringify(kept)).not.toContain('token')
    expect(page.chat.report()).not.toContain('token')
  })

  it('are asked for by nobody when none are given', async () => {
    const transport = scriptedTransport()
    let asks: unknown
    const page = openPage({
      transport: {
        name: 'asking',
        connect: (attach, listener) => {
          asks = listener.credentials
          return transport.connect(attach, listener)
        },
      },
    })
    void page.chat.startSession()
    await settle()
    expect(asks).toBeUndefined()
  })

  it('have to be a function', () => {
    expect(() => openPage({ credentials: 'token' as never })).toThrow(
      'createChat credentials: expected a function, got string',
    )
  })
})
