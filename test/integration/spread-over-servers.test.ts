import { readFileSync } from 'node:fs'
import { cometdTransport } from '@chat-transport/cometd'
import { createChat, memoryStorage } from '@chat-transport/core'
import { expect, test, vi } from 'vitest'
import { sharedStore } from '../../packages/backend/test/support/shared-store.ts'
import { eventually } from '../support/deadline.ts'
import { installBrowserGlobals } from '../support/node-browser-globals.ts'
import { startServer } from '../support/start-server.ts'

/** As the README of `@chat-transport/cometd` has it, to the letter. */
const inAnyOrder = (urls: readonly string[]) =>
  urls.map((url) => ({ url, at: Math.random() })).sort((a, b) => a.at - b.at).map(({ url }) => url) // prettier-ignore

test('is the function that the README has', () => {
  const words = (text: string) => text.replace(/\s+/g, '')
  const readme = readFileSync(new URL('../../packages/cometd/README.md', import.meta.url), 'utf8')
  const body = inAnyOrder.toString().replace('(urls)', '(urls: readonly string[])')
  expect(words(readme)).toContain(words(body).replace(/;$/, ''))
})

/** What `Math.random` may give for three servers: all orders of them, each as often as any other. */
const orders = [0, 1, 2].flatMap((a) => [0, 1, 2].flatMap((b) => (a === b ? [] : [[a, b, 3 - a - b]])))

test('pages that know all servers in an order of their own are spread over them, also when one of them goes', async () => {
  installBrowserGlobals()
  const store = sharedStore()
  const servers = await Promise.all([0, 1, 2].map(() => startServer({ store, closeTimeoutMs: 500 })))
  const lines = () => servers.map(({ server }) => server.lines.websocket)
  const chance = vi.spyOn(Math, 'random')
  const lists = Array.from({ length: 5 }, () => orders).flat()
  const urls = lists.map((order) => {
    for (const place of order) chance.mockReturnValueOnce(place / 3)
    return inAnyOrder(servers.map(({ url }) => url))
  })
  chance.mockRestore()
  const sessions = await Promise.all(
    urls.map((url) => {
      const transport = cometdTransport({ url, transports: ['websocket'] })
      return createChat({ transport, storage: memoryStorage() }).startSession()
    }),
  )
  expect(lines()).toEqual([10, 10, 10])
  await servers[0]?.stop('killed')
  await eventually(() => lines().reduce((sum, count) => sum + count) === 30, 20_000)
  expect(lines()).toEqual([0, 15, 15])
  await Promise.all(sessions.map((session) => session.detach()))
})
