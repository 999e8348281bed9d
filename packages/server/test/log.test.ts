import type { Logger } from '@chat-transport/core'
import { describe, expect, test } from 'vitest'
import { eventually } from '../../../test/support/deadline.ts'
import { fakeClock } from '../../../test/support/fake-clock.ts'
import { throwingLogger } from '../../../test/support/throwing-logger.ts'
import type { FrontOptions } from '../src/chat-server-options.ts'
import { PollingPage, SocketPage } from './support/bayeux-clients.ts'
import { sendMessage, startSession } from './support/commands.ts'
import { startFronts } from './support/start-fronts.ts'

async function startLoggedFronts(options: FrontOptions = {}) {
  const lines: string[] = []
  const at =
    (level: string) =>
    (...details: unknown[]) =>
      void lines.push([level, ...details].map(String).join(' '))
  const logger: Logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
  const running = await startFronts({ ...options, logger })
  return { ...running, lines, logged: (line: string) => eventually(() => lines.includes(line)) }
}

describe.each([
  ['websocket', (url: string) => new SocketPage(url)],
  ['long-polling', (url: string) => new PollingPage(url)],
] as const)('a line over %s', (transport, openPage) => {
  test('is logged from its start to the goodbye, without what it carries', async () => {
    const { url, lines, logged } = await startLoggedFronts()
    const start = startSession({ nickname: 'Ada' })
    const page = openPage(url)
    await page.attach(start)
    await page.publish(sendMessage('a private text'))
    await page.disconnect()
    await logged(`info line 1 (${transport}) closed: Disconnected.`)
    expect(lines).toEqual([
      `info line 1 (${transport}) opened`,
      `info line 1 (${transport}) attached`,
      `info line 1 (${transport}) closed: Disconnected.`,
    ])
    const log = lines.join('\n')
    for (const secret of [start.secret, start.pageId, page.clientId, 'Ada', 'a private text'])
      expect(log).not.toContain(secret)
  })

  test('is logged with the reason the back end gave', async () => {
    const { url, backend, logged } = await startLoggedFronts()
    await openPage(url).attach(startSession())
    backend.visitors[0]?.drop('taken')
    await logged(`info line 1 (${transport}) closed: Another page has taken the session.`)
  })

  test('is logged with the code that refused its attach', async () => {
    const { url, backend, logged } = await startLoggedFronts()
    backend.refuseWith({ type: 'EventError', error: { code: 50, description: 'not for Ada' } })
    await openPage(url).attach(startSession())
    await logged(`info line 1 (${transport}) attach refused: error 50`)
    await logged(`info line 1 (${transport}) closed: The attach was refused.`)
  })

  test('is logged as lost when its client stays away', async () => {
    const clock = fakeClock()
    const { url, logged } = await startLoggedFronts({ clock, absenceTimeoutMs: 500 })
    await openPage(url).attach(startSession())
    // The server sees the end of its answer a little later than the client.
    await eventually(() => clock.pending > 0)
    await clock.advance(500)
    await logged(`info line 1 (${transport}) lost: no /meta/connect for 500 ms`)
  })

  test('is logged once as slowed down, however long its flood', async () => {
    const clock = fakeClock()
    const { url, lines } = await startLoggedFronts({ clock, messagesPerSecond: 10 })
    const page = openPage(url)
    await page.attach(startSession())
    const flood = Array.from({ length: 12 }, (_, index) => ({
      id: `flood ${index}`,
      channel: '/meta/subscribe',
      clientId: page.clientId,
      subscription: '/flood',
    }))
    const slowed = `warn line 1 (${transport}) sends too fast: it is read more slowly`
    for (const round of [1, 2]) {
      const sent = page.send(...flood)
      await eventually(() => lines.includes(slowed))
      await eventually(() => clock.pending > 0)
      await clock.advance(2_000)
      await sent
      await eventually(() => page.received.filter(({ id }) => id === 'flood 11').length === round)
    }
    expect(lines.filter((line) => line.includes('too fast'))).toEqual([slowed])
  })
})

test('a socket that breaks is logged as lost, with its close code', async () => {
  const { url, logged } = await startLoggedFronts()
  const page = new SocketPage(url)
  await page.attach(startSession())
  page.vanish()
  await logged('info line 1 (websocket) lost: the socket closed with code 1006')
})

test('a page that leaves its poll is logged as lost', async () => {
  const { url, backend, logged } = await startLoggedFronts()
  const page = new PollingPage(url)
  await page.attach(startSession())
  page.connect().catch(() => undefined) // the test breaks it off
  await eventually(() => backend.visitors[0]?.told.includes('confirmed'))
  page.vanish()
  await logged('info line 1 (long-polling) lost: the client closed a request before its answer')
})

test('a refused origin is logged with what it was compared with, and so is a path that nothing serves, without its query', async () => {
  const { url, origin, logged } = await startLoggedFronts()
  await fetch(url, { method: 'POST', headers: { origin: 'https://evil.example' } })
  const own = `http or https with Host "${new URL(origin).host}"`
  await logged(
    `info refused 403: origin "https://evil.example" is not in allowedOrigins, and not the server's own: ${own}`,
  )
  await fetch(`${origin}/comet?token=secret`, { method: 'POST' })
  await logged('info refused 404: path "/comet" is not /cometd or below it')
})

test('a logger that throws harms no line', async () => {
  const { url } = await startFronts({ logger: throwingLogger })
  const page = new SocketPage(url)
  expect(await page.attach(startSession())).toMatchObject({ successful: true })
})
