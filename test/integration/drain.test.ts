import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { createChatBackend } from '@chat-transport/backend'
import { cometdTransport } from '@chat-transport/cometd'
import { createChat, memoryStorage } from '@chat-transport/core'
import { expect, test } from 'vitest'
import { onCleanup } from '../support/cleanup.ts'
import { eventually } from '../support/deadline.ts'
import { fastClock } from '../support/fast-clock.ts'
import { installBrowserGlobals } from '../support/node-browser-globals.ts'
import { startServer, type RunningServer } from '../support/start-server.ts'
import { pageNetwork } from './support/page-network.ts'
import type { transports } from './support/serve-pages.ts'
import { logSession } from './support/session-log.ts'
import { stoppableClock } from './support/stoppable-clock.ts'
import { textsOf } from './support/transcript-texts.ts'

/** Leads each new connection of a page to the server that `choose` gives. */
async function startBalancer(choose: () => RunningServer): Promise<string> {
  const balancer = createServer((client) => {
    const upstream = connect(choose().port, '127.0.0.1')
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const)
      from
        .on('error', () => to.destroy())
        .on('close', () => to.destroy())
        .pipe(to)
  })
  balancer.listen(0, '127.0.0.1')
  await once(balancer, 'listening')
  onCleanup(() => void balancer.close())
  return `http://127.0.0.1:${(balancer.address() as AddressInfo).port}/cometd`
}

/** Time passes more slowly for pages, so that what a busy machine takes longer for does not count as an interruption. */
const pagePace = 1 / 3

/** Two servers over one back end, and visitors who have begun to chat on the first of them. */
async function startChats(transport: (typeof transports)[number], chooseWhileDraining: () => Generator<0 | 1, never>) {
  installBrowserGlobals()
  const backend = createChatBackend()
  onCleanup(() => backend.close())
  const servers = [await startServer({ backend }), await startServer({ backend })] as const
  const [first, second] = servers
  let isDraining = false
  const openChat = async (name: string) => {
    const choices = chooseWhileDraining()
    const url = await startBalancer(() => servers[isDraining ? choices.next().value : 0])
    const clock = stoppableClock(fastClock(pagePace))
    onCleanup(() => clock.stop())
    const network = pageNetwork()
    const page = cometdTransport({ url, transports: [transport], clock, network })
    const session = await createChat({ transport: page, storage: memoryStorage(), clock, network }).startSession()
    await session.sendMessage(`${name} 0`)
    return { name, session, log: logSession(session) }
  }
  const chats = await Promise.all(['Ada', 'Grace', 'Joan', 'Mary'].map(openChat))
  return {
    backend,
    chats,
    first,
    second,
    async drain() {
      isDraining = true
      await first.server.close({ overMs: 800 })
      await first.stop()
    },
  }
}

const noticing = function* (): Generator<0 | 1, never> {
  while (true) yield 1
}
/** Every other connection is led to the server that drains, where it is refused. */
const inTurns = function* (): Generator<0 | 1, never> {
  while (true) yield* [0, 1] as const
}

test.each([
  ['websocket', 'a balancer that has noticed', noticing],
  ['websocket', 'a balancer that takes both in turns', inTurns],
  ['long-polling', 'a balancer that has noticed', noticing],
] as const)(
  'over %s, behind %s, pages of a server that drains go on at another, and nothing is told to visitors',
  async (transport, _balancer, choose) => {
    const { backend, chats, first, second, drain } = await startChats(transport, choose)
    expect(first.server.lines).toMatchObject({ [transport]: 4 })

    const drained = drain()
    for (let count = 1; count <= 10; count++)
      await Promise.all(chats.map(({ name, session }) => session.sendMessage(`${name} ${count}`)))
    await drained

    await eventually(() => second.server.lines[transport] === 4, 20_000)
    for (const { name, session, log } of chats) {
      await eventually(() => session.status === 'connected', 20_000)
      const expected = Array.from({ length: 11 }, (_, count) => `${name} ${count}`)
      expect(textsOf((await backend.session(session.id)?.transcript()) ?? [])).toEqual(expected)
      expect(log.errors).toEqual([])
      expect(log.all('interrupted')).toEqual([])
    }
  },
)
