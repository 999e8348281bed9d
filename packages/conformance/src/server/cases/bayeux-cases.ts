import { ConformanceFailure, inspect, must, mustEqual } from '../../case/outcome.ts'
import { messageCommand, restoreCommand, startCommand } from '../case/commands.ts'
import { eventsFor } from '../case/event-fields.ts'
import { answered, answerTo, asGiven, eachAnswered, givenRestored } from '../case/given.ts'
import type { BayeuxLine } from '../line/bayeux-line.ts'
import { createCookieJar } from '../line/cookie-jar.ts'
import { rawPost } from '../line/raw-post.ts'
import type { ServerCase, ServerCaseContext, ServerTransport } from '../case/server-case.ts'
import { givenBetweenPolls, givenHeldPoll, longestHoldMs } from '../case/given-polls.ts'

const cometd: readonly ServerTransport[] = ['websocket', 'long-polling']

/** The CometD binding beyond the handshake: P47 to P52, and P55. */
export const bayeuxCases: readonly ServerCase[] = [
  {
    id: 'P52/no-cookie',
    rule: 'P52',
    on: ['long-polling'],
    phase: 'first',
    title: 'knows its clients by their clientId alone, without a cookie',
    async run(context) {
      const line = context.openBayeux(startCommand())
      await asGiven('a handshake', answerTo(context, line))
      const outcome = await context.until(
        'the first /meta/connect is answered',
        () => line.signsOfLife.length > 0 && (line.end ?? true),
      )
      if (outcome !== true)
        throw new ConformanceFailure(
          `the handshake was accepted, and then ${outcome.text}: the server forgot the Bayeux session at once, as it does when it wants its cookie back. Pages of other sites send none`,
        )
    },
  },
  {
    id: 'P52/two-tabs',
    rule: 'P52',
    on: ['long-polling'],
    title: 'serves two tabs of one browser, with the cookies that the server has set, as well as two browsers',
    async run(context) {
      const cookies = createCookieJar()
      const first = context.openBayeux(startCommand(), { cookies })
      await asGiven('a handshake', answerTo(context, first))
      const second = context.openBayeux(startCommand(), { cookies })
      await asGiven('a second handshake', answerTo(context, second))
      if ('cookie' in cookies.headers())
        context.note('The server sets a cookie, which no client needs (P52: it SHOULD NOT).')
      for (const line of [first, second, first]) await answered(context, line, messageCommand('from one of two tabs'))
      const warned = [first, second].some(({ messages }) =>
        messages.some(
          ({ message }) => (message.advice as { 'multiple-clients'?: unknown } | undefined)?.['multiple-clients'],
        ),
      )
      must(
        !warned,
        'the server lets one browser hold one /meta/connect only, and advises `multiple-clients`: a second tab gets its events late, or never (in CometD: maxSessionsPerBrowser = -1)',
      )
    },
  },
  {
    id: 'P47/several-in-one-frame',
    rule: 'P47',
    on: cometd,
    title: 'takes several commands of one frame, in their order, without a subscription',
    async run(context) {
      const line = await givenLine(context)
      const sent = [messageCommand('one'), messageCommand('two'), messageCommand('three')]
      line.send(...sent)
      await eachAnswered(context, line, sent)
      const order = line.events.filter(({ type }) => type === 'EventMessage').map(({ commandId }) => commandId)
      mustEqual(
        [...new Set(order)],
        sent.map(({ id }) => id),
        'the order of the events',
      )
    },
  },
  {
    id: 'P50/held-for-10-s-at-most',
    rule: 'P50',
    on: cometd,
    title: 'replies to a held /meta/connect within 10 s',
    async run(context) {
      const line = await givenLine(context)
      await givenHeldPoll(context, line)
      const before = line.signsOfLife.length
      const outcome = await context.until(
        'a /meta/connect with `advice.timeout: 10000` is replied to',
        () => line.end ?? line.signsOfLife.length > before,
        longestHoldMs,
      )
      must(outcome === true, `a held /meta/connect was ended: ${inspect(line.end?.text)}`)
    },
  },
  {
    id: 'P51/at-once',
    rule: 'P51',
    on: ['websocket'],
    title: 'sends events on a WebSocket without waiting for a /meta/connect to reply to',
    async run(context) {
      const line = context.openBayeux(startCommand())
      line.pausePolls(true)
      await asGiven('a handshake', answerTo(context, line))
      const event = await answered(context, line, messageCommand('without a poll'))
      must(event.type === 'EventMessage', `a message was answered with ${inspect(event)}`)
    },
  },
  {
    id: 'P51/in-polls-only',
    rule: 'P51',
    on: ['long-polling'],
    title: 'delivers events in replies to /meta/connect only',
    async run(context) {
      const line = await givenLine(context)
      for (const text of ['one', 'two', 'three']) await answered(context, line, messageCommand(text))
      const stray = line.messages.find(
        ({ message, answers }) =>
          'data' in message && message.channel === '/service/chat' && !answers?.includes('/meta/connect'),
      )
      must(
        !stray,
        `an event came in the reply to ${inspect(stray?.answers)}: it may overtake those of the held /meta/connect (in CometD: metaConnectDeliverOnly = true): ${inspect(stray?.message)}`,
      )
    },
  },
  {
    id: 'P55/goodbye',
    rule: 'P55',
    on: cometd,
    title: 'detaches at /meta/disconnect, and lets the session live on',
    async run(context) {
      const start = startCommand()
      const line = context.openBayeux(start)
      const { sessionId } = await asGiven('a handshake', answerTo(context, line))
      const event = await asGiven('a message', answered(context, line, messageCommand()))
      line.goodbye()
      await context.outlast(200)
      const session = { ...start, sessionId: String(sessionId) }
      const back = context.open(restoreCommand(session, { after: event.index }))
      const answer = await answerTo(context, back)
      must(answer.type === 'EventAttached', `after /meta/disconnect the session was answered with ${inspect(answer)}`)
      must(
        line.events.every(({ type }) => type !== 'EventSessionEnded'),
        '/meta/disconnect has ended the session',
      )
      const later = await asGiven('another message', answered(context, back, messageCommand('after the goodbye')))
      must(later.type === 'EventMessage', `after /meta/disconnect a message was answered with ${inspect(later)}`)
    },
  },
  {
    id: 'P55/late-poll',
    rule: 'P55',
    on: ['long-polling'],
    title: 'still knows a client that is 4 s late with its next /meta/connect',
    async run(context) {
      const line = await givenLine(context)
      await givenBetweenPolls(context, line)
      await context.outlast(lateMs)
      line.pausePolls(false)
      const after = messageCommand('after the pause')
      line.send(after)
      const outcome = await context.until(
        'an event comes at a late /meta/connect',
        () => line.end ?? eventsFor(line, after).length > 0,
      )
      if (outcome !== true)
        throw new ConformanceFailure(
          `a client that came back ${lateMs} ms after a reply had lost its line: ${outcome.text}. A slow phone is later than that (in CometD: maxInterval = 10000)`,
        )
    },
  },
  {
    id: 'P48/no-resuming',
    rule: 'P48',
    on: ['websocket'],
    title: 'does not resume a Bayeux session on another WebSocket',
    async run(context) {
      const start = startCommand()
      const line = context.openBayeux(start)
      const { sessionId } = await asGiven('a handshake', answerTo(context, line))
      const { clientId } = line
      line.vanish()
      const other = context.openBayeux(startCommand())
      await asGiven('a second handshake', answerTo(context, other))
      other.sendMessages({ channel: '/meta/connect', connectionType: 'websocket', clientId, advice: { timeout: 0 } })
      const back = await givenRestored(context, { ...start, sessionId: String(sessionId) }, { after: 1 })
      const event = await answered(context, back.line, messageCommand('for the new line only'))
      await context.outlast(300)
      const leaked = other.events.filter(
        ({ index, commandId }) => index === event.index && commandId === event.commandId,
      )
      must(
        leaked.length === 0,
        `another WebSocket went on with a Bayeux session by its clientId, and got ${inspect(leaked[0])}`,
      )
    },
  },
  {
    id: 'P48/unknown-client',
    rule: 'P48',
    on: ['long-polling'],
    title: 'answers a message of an unknown client with 402',
    async run(context) {
      const message = { id: '1', channel: '/service/chat', clientId: 'kit-no-such-client', data: messageCommand() }
      const { status, text } = await rawPost(context.url, JSON.stringify([message]))
      must(
        /"error" *: *"402\b/.test(text) && /"successful" *: *false/.test(text),
        `a message of an unknown client was answered with HTTP ${status} ${inspect(text)}`,
      )
    },
  },
]

const lateMs = 4_000

async function givenLine(context: ServerCaseContext): Promise<BayeuxLine> {
  const line = context.openBayeux(startCommand())
  await asGiven('a handshake', answerTo(context, line))
  await asGiven(
    'a /meta/connect',
    context.until('the first /meta/connect is answered', () => line.signsOfLife.length > 0),
  )
  return line
}
