import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { fakeClock, settle } from '../../../test/support/fake-clock.ts'
import {
  type AttachCommand,
  ChatError,
  createChat,
  linkedTransport,
  memoryStorage,
  type TransportListener,
} from '../src/index.ts'
import { version } from '../src/chat-report.ts'
import { fakeNetwork } from './support/fake-network.ts'
import { openPage } from './support/open-chat.ts'
import { scriptedLink } from './support/scripted-link.ts'
import { scriptedTransport } from './support/scripted-transport.ts'

const { version: published } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string
}

it('names the version that is published', () => {
  expect(version).toBe(published)
})

it('says what there is before a session: transport, storage, line', () => {
  const page = openPage()
  expect(page.chat.report()).toContain('storage: memory, persistent: true')
  expect(page.chat.report()).toContain('session: none; online: true')
})

it.each([
  ['sessionStorage', {}],
  ['localStorage', { storageArea: 'local' as const }],
])('names %s, where a chat is kept that was given no storage, as its transport says', (name, area) => {
  const { connect } = linkedTransport({ name: 'none', open: () => () => undefined })
  expect(createChat({ transport: { name: 'none', connect, ...area } }).report()).toContain(`storage: ${name}`)
})

it('tells the story of a chat with its causes, and holds no text, no name and no secret', async () => {
  const storage = memoryStorage()
  const page = openPage({ storage })
  const session = await page.start()
  const { secret } = storage.load('session') as { secret: string }
  page.farSide.loses(new Error('the cable was pulled'))
  void session.sendMessage('my card number is 1234').catch(() => undefined)
  await settle()
  page.farSide.open()
  await settle()
  const sent = page.farSide.received.find(({ type }) => type === 'SendMessage')
  if (sent) page.farSide.refuses(sent, 51)
  await settle()
  await session.detach()

  const report = page.chat.report()
  expect(report).toMatch(/connected → reconnecting/)
  expect(report).toMatch(/reconnecting → connected/)
  expect(report).toMatch(/info start/)
  expect(report).toMatch(/info session reconnecting/)
  expect(report).toMatch(/debug queued SendMessage/)
  expect(report).toMatch(/send 1 that wait/)
  expect(report).toMatch(/debug send SendMessage/)
  expect(report).toMatch(/refused 51: SendMessage/)
  expect(report).toMatch(/session detached/)
  expect(report).toMatch(/failed 1/)
  for (const kept of ['1234', 'Ada L.', secret]) expect(report).not.toContain(kept)
})

it('tells the story over links: a loss, a refused re-attach, a retry and a leave, and no text of the server’s', async () => {
  const clock = fakeClock()
  const link = scriptedLink({ meet: (dial, number) => void (number === 2 ? dial.refuse(100) : dial.answer()) })
  const environment = { clock, network: fakeNetwork() }
  const transport = linkedTransport({ ...environment, name: 'websocket', open: link.open, retryDelayMs: () => 100 })
  const chat = createChat({ ...environment, transport, storage: memoryStorage() })
  const session = await chat.startSession({ nickname: 'Ada L.' })
  link.dial.drop(Object.assign(new Error('Ada L. was away'), { code: 1006 }))
  for (let dialed = 1; dialed <= 2; dialed++) {
    await settle()
    await clock.advance(100)
  }
  await settle()
  const left = session.leave()
  await settle()
  const [leave] = link.dial.commands
  link.dial.end(1, leave?.id)
  await settle()
  await clock.advance(0)
  await left

  const steps = chat.report().split('steps:\n')[1] ?? ''
  const story = [...steps.matchAll(/ info (.*)/g)].map(([, text = '']) => text.replace(/^(refused \d+: .*) .*/, '$1 …'))
  expect(story).toEqual([
    'start',
    'dial websocket (attempt 1): StartSession after 0',
    'attached: head 0, 0 to catch up',
    'open after 0 ms',
    'session connected',
    'lost: Error 1006',
    'session reconnecting',
    'retry in 0.1 s (attempt 2)',
    'dial websocket (attempt 2): RestoreSession after 0',
    'refused: ChatError 100',
    'refused 100: a command …',
    'retry in 0.1 s (attempt 3)',
    'dial websocket (attempt 3): RestoreSession after 0',
    'attached: head 0, 0 to catch up',
    'open after 0 ms',
    'session connected',
    'closed: left',
    'session ended',
  ])
  expect(steps).toMatch(/debug send LeaveSession/)
  expect(steps).not.toContain('Ada L.')
})

it('names a refusal and an abort by name and code: their texts may be a visitor’s', async () => {
  const refused = openPage()
  const starting = refused.chat.startSession({ nickname: 'Ada L.' })
  await refused.clock.advance(0)
  refused.farSide.reports('closed', new ChatError(50, "the nickname 'Ada L.' is taken"))
  await expect(starting).rejects.toThrow('Ada L.')
  expect(refused.chat.report()).toMatch(/session detached ChatError 50/)
  expect(refused.chat.report()).not.toContain('Ada L.')

  const aborted = openPage()
  const { signal, ...scope } = withAbort()
  const waiting = aborted.chat.startSession({}, { signal })
  await aborted.clock.advance(0)
  scope.abort(new Error('Ada L. closed the widget'))
  await expect(waiting).rejects.toThrow('Ada L.')
  expect(aborted.chat.report()).not.toContain('Ada L.')
})

function withAbort() {
  const scope = new AbortController()
  return { signal: scope.signal, abort: (reason: Error) => scope.abort(reason) }
}

it('keeps the last 200 steps and the last 20 changes of the line', async () => {
  const page = openPage()
  await page.start()
  for (let line = 0; line < 300; line++) {
    page.farSide.loses()
    page.farSide.open()
  }
  const [before = '', steps = ''] = page.chat.report().split('steps:\n')
  expect(steps.split('\n').length).toBeLessThanOrEqual(200)
  expect(before.match(/ → /g)).toHaveLength(20)
})

it('hands its log to the page’s logger and, as one log, to the transport', async () => {
  const page = openPage()
  await page.start()
  page.farSide.logs('dial link 1')
  expect(page.logger.lines.map(({ text }) => text)).toContain('dial link 1')
  expect(page.chat.report()).toContain('info dial link 1')
})

it('harms no line whose transport does not say since when', async () => {
  const scripted = scriptedTransport()
  const { connect } = scripted
  const transport = Object.assign(scripted, {
    connect: (attach: AttachCommand, listener: TransportListener) =>
      connect(attach, {
        ...listener,
        onConnectivity: (change) => listener.onConnectivity({ ...change, since: NaN }),
      }),
  })
  const page = openPage({ transport })
  const session = await page.start()
  expect(session.status).toBe('connected')
  expect(page.chat.report()).toContain('connecting → connected, since null')
})
