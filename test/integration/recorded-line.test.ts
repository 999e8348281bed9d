import { createChat, memoryStorage, type ChatSession } from '@chat-transport/core'
import {
  recordSession,
  replayClock,
  replaySession,
  type RecordedTransport,
  type SessionLog,
} from '@chat-transport/recorder'
import { expect, test } from 'vitest'
import { servePages, transports } from './support/serve-pages.ts'
import { logSession, type SessionLog as Told } from './support/session-log.ts'

type Transport = (typeof transports)[number]

/** A chat over a real line that is cut, and interrupted: both sides speak before, meanwhile and after. Its log, and what the page showed. */
async function recordedReport(over: Transport) {
  let recorded: RecordedTransport | undefined
  const { server, openPage } = await servePages(over)
  const { chat, line } = await openPage({
    interruptionTimeoutMs: 300,
    retryDelayMs: () => 50,
    wrap: (transport) => (recorded = recordSession(transport)),
  })
  const session = await chat.startSession({ nickname: 'Ada Lovelace', userData: { mail: 'ada@example.com' } })
  const told = logSession(session)
  const agent = await server.waitForAgent()
  await agent.say('How can I help?')
  await session.sendMessage('My card is 4929 1234')

  line.reset() // too short to be told
  await session.sendMessage('Hello?')
  await agent.say('I am here')
  await told.waitForText('I am here')

  line.cut()
  const sent = session.sendMessage('Are you there?')
  await agent.say('One moment')
  await told.waitFor('interrupted')
  line.restore()
  await sent
  await told.waitFor('continued')
  await agent.say('Here is your order')
  await told.waitForText('Here is your order')

  const text = JSON.stringify(recorded?.log())
  return { text, log: JSON.parse(text) as SessionLog, shown: shownOf(session), line: lineOf(told) }
}

/** What a page shows of each entry. Of the texts the log knows only how long they are. */
const shownOf = ({ transcript }: ChatSession) =>
  transcript.map(({ index, at, event, delivery }) => ({
    index,
    at,
    delivery,
    type: event?.type,
    length: event?.type === 'EventMessage' && event.content.type === 'text' ? event.content.text.length : undefined,
  }))

/** What a page is told of its line, with the messages in their places. */
const lineOf = ({ told }: Told) =>
  told.flatMap(({ name, event }) => {
    if (name === 'statusChanged') return [event.current]
    if (name === 'messageReceived') return [`message ${event.index}`]
    return name === 'error'
      ? [`error ${event.error.code}`]
      : name === 'interrupted' || name === 'continued'
        ? [`${name}!`]
        : []
  })

test.each(transports)('what a page showed over %s is what it shows when the log is played', async (over) => {
  const report = await recordedReport(over)
  const clock = replayClock()
  const replay = replaySession(report.log, { clock })
  const chat = createChat({ transport: replay, storage: memoryStorage(), clock })

  const session = await chat.startSession()
  const told = logSession(session)
  for (const length of [20, 6, 14]) void session.sendMessage('x'.repeat(length)).catch(() => undefined)
  await replay.finished

  expect(shownOf(session)).toEqual(report.shown)
  expect(lineOf(told)).toEqual(report.line)
  expect(report.line).toEqual(expect.arrayContaining(['interrupted!', 'continued!', 'error 150']))
})

test.each(transports)('the log of a chat over %s holds nothing of what was said, or by whom', async (over) => {
  const { text, log } = await recordedReport(over)
  for (const word of ['Ada', 'Grace', 'card', '4929', 'order', 'example.com', '127.0.0.1'])
    expect(text).not.toContain(word)
  expect(log.entries.filter(({ type }) => type === 'retry').length).toBeGreaterThan(0)
  expect(log.entries.map(({ at }) => at)).toEqual(log.entries.map(({ at }) => at).sort((a, b) => a - b))
})
