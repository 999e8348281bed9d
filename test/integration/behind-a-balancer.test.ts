import type { ChatSession } from '@chat-transport/core'
import { expect, test } from 'vitest'
import { eventually } from '../support/deadline.ts'
import { serveBalanced, type BalancedServers } from '../support/serve-balanced.ts'
import { logSession } from './support/session-log.ts'
import { textsOf } from './support/transcript-texts.ts'

/** The server that has the line of the page. */
function serverOf({ servers }: BalancedServers) {
  const own = servers.find(({ server }) => server.lines['long-polling'] > 0)
  if (!own) throw new Error('no server has a line')
  return own
}

async function kept({ store }: BalancedServers, session: ChatSession): Promise<readonly string[]> {
  const events = await store.read(session.id, 0, 1_000_000)
  return textsOf(events.map(({ json }) => JSON.parse(json)))
}

test('by long-polling a visitor chats although each request comes to another server, over one line', async () => {
  let attaches = 0
  const balanced = await serveBalanced({ server: { observer: { attach: () => (attaches += 1) } } })
  const session = await balanced.openChat().startSession()
  const log = logSession(session)
  await eventually(() => session.status === 'connected')
  const agent = serverOf(balanced).backend.session(session.id)?.join({ name: 'Grace' })
  const expected: string[] = []
  for (let count = 0; count < 15; count++) {
    await session.sendMessage(`Ada ${count}`)
    await agent?.say(`Grace ${count}`)
    expected.push(`Ada ${count}`, `Grace ${count}`)
  }
  await log.waitForText('Grace 14')

  expect(log.texts.filter((text) => text.startsWith('Grace'))).toEqual(
    expected.filter((text) => text.startsWith('Grace')),
  )
  expect(await kept(balanced, session)).toEqual(expected)
  expect([log.errors, log.all('interrupted'), attaches]).toEqual([[], [], 1])
  for (const place of [0, 1, 2])
    expect(balanced.balancer.taken.filter((taken) => taken === place).length).toBeGreaterThan(10)
  await session.detach()
  await eventually(() => balanced.servers.every(({ server }) => server.lines['long-polling'] === 0))
})

test.each([
  ['its own server', 0],
  ['the server that hands its poll on', 1],
] as const)(
  'a visitor whose poll is held goes on when %s is killed, and is told of no interruption',
  async (_which, killed) => {
    // Lines begin at the first server, and all their requests come to the second.
    const balanced = await serveBalanced({ choose: ({ url }) => (url?.includes('~') ? 1 : 0) })
    const session = await balanced.openChat().startSession()
    const log = logSession(session)
    await session.sendMessage('before')
    expect(serverOf(balanced)).toBe(balanced.servers[0])
    await balanced.servers[killed]?.stop('killed')
    await session.sendMessage('after')
    await eventually(() => session.status === 'connected')
    await session.sendMessage('and on')
    expect(await kept(balanced, session)).toEqual(['before', 'after', 'and on'])
    expect([log.errors, log.all('interrupted')]).toEqual([[], []])
    await session.detach()
  },
)

test('visitors whose server drains, while the balancer sends it nothing any more, go on at others and are told nothing', async () => {
  let next = 0
  let isDraining = false
  const balanced = await serveBalanced({ choose: () => (isDraining ? 1 + (next++ % 2) : 0) })
  const [first] = balanced.servers
  const chats = await Promise.all(
    ['Ada', 'Grace', 'Joan'].map(async (name) => {
      const session = await balanced.openChat().startSession()
      await session.sendMessage(`${name} 0`)
      return { name, session, log: logSession(session) }
    }),
  )
  expect(first?.server.lines['long-polling']).toBe(3)
  isDraining = true
  const stopped = first?.server.close({ overMs: 500 }).then(() => first.stop())
  for (let count = 1; count <= 10; count++)
    await Promise.all(chats.map(({ name, session }) => session.sendMessage(`${name} ${count}`)))
  await stopped
  for (const { name, session, log } of chats) {
    await session.sendMessage(`${name} 11`)
    expect(await kept(balanced, session)).toEqual(Array.from({ length: 12 }, (_, count) => `${name} ${count}`))
    expect([log.errors, log.all('interrupted')]).toEqual([[], []])
    await session.detach()
  }
})

test('over WebSocket a visitor goes on at another server when the own one is killed', async () => {
  const balanced = await serveBalanced()
  const session = await balanced.openChat('websocket').startSession()
  const log = logSession(session)
  await session.sendMessage('before')
  await balanced.servers.find(({ server }) => server.lines.websocket > 0)?.stop('killed')
  await session.sendMessage('after')
  expect(await kept(balanced, session)).toEqual(['before', 'after'])
  expect([log.errors, log.all('interrupted')]).toEqual([[], []])
  await session.detach()
})
