import { once } from 'node:events'
import type { Socket } from 'node:net'
import { expect, test, vi } from 'vitest'
import { eventually } from '../../../test/support/deadline.ts'
import { botToken, startApi } from './support/start-api.ts'

/** An API that takes as long to look at tokens as a test wants. */
async function startSlowApi(options: { readonly feedsPerToken?: number } = {}) {
  let isSlow = false
  let goOn = () => undefined as void
  const authenticate = vi.fn(async () => {
    if (isSlow) await new Promise<void>((resolve) => (goOn = resolve))
    return { name: 'bot' }
  })
  const api = await startApi({ tokens: [], authenticate, ...options })
  const connections: Socket[] = []
  api.httpServer.on('connection', (socket) => connections.push(socket))
  return {
    ...api,
    /** Begins a request that waits until its token has been looked at. */
    async while<Begun>(begin: () => Begun): Promise<Begun> {
      const before = authenticate.mock.calls.length
      isSlow = true
      const begun = begin()
      await eventually(() => authenticate.mock.calls.length > before)
      return begun
    },
    letIn() {
      isSlow = false
      goOn()
    },
    /** The application ends the newest connection. */
    async cutOff() {
      const newest = connections.at(-1)
      if (!newest) throw new Error('nobody has connected')
      newest.destroy()
      await once(newest, 'close')
    },
  }
}

test('a WebSocket that is cut off before its token has been looked at takes no place of a feed', async () => {
  const api = await startSlowApi({ feedsPerToken: 1 })
  await api.while(() => api.socket().on('error', () => undefined))
  await api.cutOff()
  api.letIn()
  const next = api.socket()
  await once(next, 'open')
  next.terminate()
})

test('a request that waits when the API closes is answered, also if its token was being looked at', async () => {
  const api = await startSlowApi()
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${botToken}` }
  const asked = await api.while(() => ({
    answer: fetch(`${api.url}/feed`, { method: 'POST', headers, body: '{"wait":60}' }),
  }))
  const closed = api.api.close()
  api.letIn()
  expect((await asked.answer).status).toBe(200)
  await closed
})
