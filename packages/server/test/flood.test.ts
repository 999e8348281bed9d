import { expect, test } from 'vitest'
import { eventually } from '../../../test/support/deadline.ts'
import { fakeClock } from '../../../test/support/fake-clock.ts'
import type { FrontOptions } from '../src/chat-server-options.ts'
import { PollingPage, SocketPage } from './support/bayeux-clients.ts'
import { startFronts } from './support/start-fronts.ts'

const start = { type: 'StartSession', id: 's1' }

/** Something that is no command, and is answered all the same. */
const subscribe = (page: SocketPage | PollingPage, id = '1') => ({
  id,
  channel: '/meta/subscribe',
  clientId: page.clientId,
  subscription: '/flood',
})

async function attachOverWebSocket(options: FrontOptions) {
  const { url, entrance } = await startFronts(options)
  const page = new SocketPage(url)
  await page.attach(start)
  return { page, url, entrance }
}

test('a flood over WebSocket is read more slowly, no slower than it has to be, and alone', async () => {
  const clock = fakeClock()
  const { page, url } = await attachOverWebSocket({ clock, messagesPerSecond: 10 })
  await page.send(...Array.from({ length: 20 }, (_, count) => subscribe(page, `flood ${count}`)))
  await page.reply('flood 19')

  await page.send(subscribe(page, 'later'))
  const neighbor = new SocketPage(url)
  await neighbor.attach(start)
  await neighbor.publish({ type: 'SendMessage', id: 'm1' })
  expect(page.received.some(({ id }) => id === 'later')).toBe(false)

  await clock.advance(1_000)
  expect(await page.reply('later')).toMatchObject({ successful: false })
})

test('a flood whose answers nobody reads ends its line, instead of filling the memory', async () => {
  const { page, entrance } = await attachOverWebSocket({ messagesPerSecond: 1_000_000 })
  page.stopReading()
  const frame = Array.from({ length: 1_000 }, () => subscribe(page))
  for (let frames = 0; frames < 200; frames++) await page.send(...frame)
  await eventually(() => entrance.visitors[0]?.told.includes('detached'))
})

test('a flood over long-polling is answered more slowly, and no slower than it has to be', async () => {
  const clock = fakeClock()
  const { url } = await startFronts({ clock, messagesPerSecond: 10 })
  const page = new PollingPage(url)
  await page.attach(start)
  const flood = page.send(...Array.from({ length: 20 }, () => subscribe(page)))
  await eventually(() => clock.pending === 1)
  const later = page.send(subscribe(page))
  await eventually(() => clock.pending === 2)
  expect(page.received).toHaveLength(1) // the handshake's reply

  await clock.advance(1_000)
  expect(await flood).toHaveLength(20)
  await clock.advance(100)
  expect(await later).toHaveLength(1)
})
