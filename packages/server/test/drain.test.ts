import { describe, expect, test } from 'vitest'
import { createChatServer, type ObservedRefusal } from '@chat-transport/server'
import { eventually, within } from '../../../test/support/deadline.ts'
import { fakeClock } from '../../../test/support/fake-clock.ts'
import { PollingPage, SocketPage } from './support/bayeux-clients.ts'
import { message } from './support/fake-backend.ts'
import { startFronts } from './support/start-fronts.ts'

/** Four pages, two over each transport, and a clock that has not moved. */
async function startWithFourPages() {
  const clock = fakeClock()
  const running = await startFronts({ clock })
  const sockets = [new SocketPage(running.url), new SocketPage(running.url)]
  const polling = [new PollingPage(running.url), new PollingPage(running.url)]
  for (const [place, page] of [...sockets, ...polling].entries())
    await page.attach({ type: 'StartSession', id: `s${place}` })
  const detached = () => running.backend.visitors.filter(({ told }) => told.includes('detached')).length
  return { ...running, clock, sockets, polling, detached }
}

describe('a server that drains', () => {
  test('ends its lines evenly over the time it is given, those over both transports', async () => {
    const { fronts, clock, detached } = await startWithFourPages()
    expect(fronts.lines).toEqual({ websocket: 2, 'long-polling': 2 })
    const drained = fronts.drain(4_000)
    const seen = [detached()]
    for (let second = 1; second < 4; second++) {
      await clock.advance(1_000)
      seen.push(detached())
    }
    await drained
    expect(seen).toEqual([1, 2, 3, 4])
    expect(fronts.lines).toEqual({ websocket: 0, 'long-polling': 0 })
  })

  test('tells a socket to go with 1001, and a held poll that its session is over and its connection closes', async () => {
    const { fronts, backend, sockets, polling, clock, url } = await startWithFourPages()
    const [{ clientId } = { clientId: '' }] = polling
    const poll = [{ id: '1', channel: '/meta/connect', clientId, connectionType: 'long-polling' }]
    const headers = { 'content-type': 'application/json' }
    const held = fetch(url, { method: 'POST', headers, body: JSON.stringify(poll) })
    await eventually(() => backend.visitors[2]?.told.includes('confirmed'))
    const drained = fronts.drain(4_000)
    await clock.advance(4_000)
    await drained
    for (const page of sockets) expect((await page.closed()).code).toBe(1001)
    const answer = await held
    expect(await answer.json()).toContainEqual(expect.objectContaining({ channel: '/meta/disconnect' }))
    expect(answer.headers.get('connection')).toBe('close')
  })

  test('serves the lines whose turn has not come', async () => {
    const { fronts, backend, sockets, polling, clock } = await startWithFourPages()
    const drained = fronts.drain(4_000)
    await backend.visitors[1]?.deliver(message(1))
    await eventually(() => sockets[1]?.events.length === 1)
    await polling[1]?.publish({ type: 'SendMessage', id: 'c-1' })
    expect(backend.visitors[3]?.commands).toHaveLength(1)
    await clock.advance(4_000)
    await drained
  })

  test('refuses newcomers with 503, so that a balancer takes another server', async () => {
    const { fronts, url, clock } = await startWithFourPages()
    const drained = fronts.drain(4_000)
    await expect(new SocketPage(url).open()).rejects.toThrow(/503: .*shutting down/)
    await expect(new PollingPage(url).attach({ type: 'StartSession', id: 's9' })).rejects.toThrow(
      /503: .*shutting down/,
    )
    await clock.advance(4_000)
    await drained
  })

  test('waits for no line that has ended by itself', async () => {
    const { fronts, clock, sockets, polling, detached } = await startWithFourPages()
    const drained = fronts.drain(4_000)
    for (const page of [...sockets.slice(1), ...polling]) await page.disconnect()
    await eventually(() => detached() === 4)
    await clock.advance(1_000) // until the turn of the second line; that of the others does not come
    await within(5_000, 'the end of the drain', drained)
  })

  test('has nothing to wait for without lines, and closes then', async () => {
    const server = createChatServer()
    await server.close({ overMs: 60_000 })
    expect(server.lines).toEqual({ websocket: 0, 'long-polling': 0 })
  })

  test('refuses a time that is none', () => {
    expect(() => createChatServer().close({ overMs: -1 })).toThrow('close overMs: expected a whole number')
  })
})

describe('an observer of the fronts', () => {
  test('is told of each refusal: of requests, upgrades, and paths that nothing serves', async () => {
    const told: ObservedRefusal[] = []
    const { url, origin, fronts } = await startFronts({ observer: { refusal: (refusal) => told.push(refusal) } })
    const evil = { headers: { origin: 'https://evil.example' } }
    await fetch(url, { method: 'POST', ...evil })
    await fetch(`${origin}/elsewhere`)
    await expect(new SocketPage(url, evil.headers).open()).rejects.toThrow('403')
    const drained = fronts.drain(0)
    await expect(new SocketPage(url).open()).rejects.toThrow('503')
    await drained
    await eventually(() => told.length === 4)
    expect(told.sort((a, b) => a.status - b.status)).toEqual([
      { of: 'request', status: 403 },
      { of: 'upgrade', status: 403 },
      { of: 'request', status: 404 },
      { of: 'upgrade', status: 503 },
    ])
  })

  test('that fails harms no answer', async () => {
    const { origin } = await startFronts({
      observer: {
        refusal() {
          throw new Error('no room for numbers')
        },
      },
    })
    expect((await fetch(`${origin}/elsewhere`)).status).toBe(404)
    expect((await fetch(`${origin}/elsewhere`)).status).toBe(404)
  })
})
