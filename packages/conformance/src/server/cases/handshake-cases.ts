import { inspect, must } from '../../case/outcome.ts'
import { restoreCommand, startCommand } from '../case/commands.ts'
import { codeOf } from '../case/event-fields.ts'
import { answerTo, asGiven } from '../case/given.ts'
import { NotReached } from '../case/not-run.ts'
import type { BayeuxLine } from '../line/bayeux-line.ts'
import type { ServerCase, ServerCaseContext, ServerTransport } from '../case/server-case.ts'

const cometd: readonly ServerTransport[] = ['websocket', 'long-polling']

/** The handshake of the CometD binding: P46 and P53. */
export const handshakeCases: readonly ServerCase[] = [
  {
    id: 'P46/answer-in-the-handshake',
    rule: 'P46',
    on: cometd,
    phase: 'first',
    title: 'carries the answer of an attach in `ext.chat` of a successful handshake reply',
    async run(context) {
      const line = context.openBayeux(startCommand())
      const reply = await handshakeReply(context, line)
      must(reply.successful === true, `the handshake of a new session was answered with ${inspect(reply)}`)
      must(line.answers.length === 1, `the handshake reply has no \`ext.chat\`: ${inspect(reply)}`)
      must(typeof reply.clientId === 'string', `the handshake reply has no clientId: ${inspect(reply)}`)
    },
  },
  {
    id: 'P46/refusal',
    rule: 'P46',
    on: cometd,
    title: 'refuses an attach with `successful: false` and the answer in `ext.chat`; a WebSocket is closed after it',
    async run(context) {
      const line = context.openBayeux(restoreCommand({ ...startCommand(), sessionId: 'kit-no-such-session' }))
      const reply = await handshakeReply(context, line)
      if (line.answers[0]?.type === 'EventAttached')
        throw new NotReached('it needs a refusal, and the attach was accepted')
      must(
        reply.successful === false,
        `a handshake whose attach is refused was answered with \`successful: ${String(reply.successful)}\``,
      )
      must(line.answers.length === 1, `the refusal has no \`ext.chat\`: ${inspect(reply)}`)
      if (context.transport === 'websocket')
        await context.until('the WebSocket is closed after the refusal', () => line.end)
    },
  },
  ...[
    { name: 'no-ext', what: 'no `ext`', handshake: { ext: undefined } },
    { name: 'ext-null', what: '`ext: null`', handshake: { ext: null } },
    { name: 'chat-null', what: '`ext.chat: null`', handshake: { ext: { chat: null } } },
    { name: 'no-chat', what: 'no `ext.chat`', handshake: { ext: { ack: true } } },
  ].map(({ name, what, handshake }): ServerCase => ({
    id: `P46/${name}`,
    rule: 'P46',
    on: cometd,
    title: `refuses a handshake that has ${what} with error 2`,
    async run(context) {
      const line = context.openBayeux(undefined, { handshake })
      const reply = await handshakeReply(context, line)
      must(reply.successful === false, `a handshake that has ${what} was accepted: ${inspect(reply)}`)
      must(
        codeOf(line.answers[0]) === 2,
        `a handshake that has ${what} was answered with ${inspect(reply.ext ?? reply)} instead of error 2`,
      )
    },
  })),
  {
    id: 'P46/second-handshake',
    rule: 'P46',
    on: ['websocket'],
    title: 'closes a WebSocket on which a second handshake comes',
    async run(context) {
      const line = context.openBayeux(startCommand())
      await asGiven('a handshake', answerTo(context, line))
      line.sendMessages({
        channel: '/meta/handshake',
        version: '1.0',
        supportedConnectionTypes: ['websocket'],
        ext: { chat: startCommand() },
      })
      await context.until('the WebSocket is closed', () => line.end)
    },
  },
  {
    id: 'P53/no-callback-polling',
    rule: 'P53',
    on: cometd,
    title: 'does not offer callback-polling',
    async run(context) {
      const line = context.openBayeux(startCommand())
      const { supportedConnectionTypes } = await handshakeReply(context, line)
      const offered = Array.isArray(supportedConnectionTypes) && supportedConnectionTypes.includes('callback-polling')
      must(!offered, `the handshake reply offers ${inspect(supportedConnectionTypes)}`)
    },
  },
]

const handshakeReply = (context: ServerCaseContext, line: BayeuxLine) =>
  context.untilOn(line, 'the handshake is answered', () => line.handshake)
