import { cometdTransport } from '@chat-transport/cometd'
import { createChat, memoryStorage } from '@chat-transport/core'
import { describe, expect, test } from 'vitest'
import { eventually } from '../support/deadline.ts'
import { installBrowserGlobals } from '../support/node-browser-globals.ts'
import { placesOfSessions } from '../support/places-of-sessions.ts'
import { startServer } from '../support/start-server.ts'
import { transports } from './support/serve-pages.ts'
import { logSession } from './support/session-log.ts'
import { textsOf } from './support/transcript-texts.ts'

interface Setting {
  readonly transport: (typeof transports)[number]
  readonly place: keyof typeof placesOfSessions
}

/** Servers on one store, and a page that knows all of them. */
async function pageOfServers({ transport, place }: Setting, count: number) {
  installBrowserGlobals()
  const nextStore = await placesOfSessions[place]()
  const stores = await Promise.all(Array.from({ length: count }, nextStore))
  const servers = await Promise.all(stores.map((store) => startServer({ store, closeTimeoutMs: 500 })))
  const url = servers.map((server) => server.url)
  const chat = createChat({ transport: cometdTransport({ url, transports: [transport] }), storage: memoryStorage() })
  return { store: await nextStore(), servers, chat }
}

const settings = transports.flatMap((transport) =>
  (['memory', 'Valkey'] as const).map((place): Setting => ({ transport, place })),
)

describe.each(settings)('over $transport, with sessions in $place', (setting) => {
  test.each(['killed', 'properly'] as const)(
    'a page goes on at the next server when its own is stopped (%s), and is told of no interruption',
    async (how) => {
      const { servers, chat, store } = await pageOfServers(setting, 3)
      const session = await chat.startSession()
      const log = logSession(session)
      for (const [place, server] of servers.slice(0, 2).entries()) {
        await session.sendMessage(`before ${place}`)
        await server.stop(how)
        await session.sendMessage(`after ${place}`)
      }
      const events = await store.read(session.id, 0, 1_000_000)
      const texts = ['before 0', 'after 0', 'before 1', 'after 1']
      expect(textsOf(events.map(({ json }) => JSON.parse(json)))).toEqual(texts)
      expect(log.errors).toEqual([])
      expect(session.status).toBe('connected')
      await session.detach()
    },
  )

  test('a page starts at a server that is there when others are not', async () => {
    const { servers, chat } = await pageOfServers(setting, 3)
    await Promise.all(servers.slice(0, 2).map((server) => server.stop('killed')))
    const session = await chat.startSession()
    await eventually(() => servers[2]?.backend.session(session.id))
    await session.detach()
  })

  test('a page hears what an agent at another server says, at once', async () => {
    const { servers, chat } = await pageOfServers(setting, 2)
    const session = await chat.startSession()
    const log = logSession(session)
    const known = await Promise.all(servers.map((server) => server.backend.findSession(session.id)))
    for (const [place, each] of known.entries())
      await each?.join({ id: `agent ${place}`, name: 'Grace' }).say(`from ${place}`)
    await log.waitForText('from 1')
    expect(log.texts).toEqual(['from 0', 'from 1'])
    await session.detach()
  })
})
