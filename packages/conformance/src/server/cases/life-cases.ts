import { inspect, must, mustEqual } from '../../case/outcome.ts'
import { command, messageCommand, restoreCommand } from '../case/commands.ts'
import { codeOf, eventsFor, indexedOf } from '../case/event-fields.ts'
import {
  answered,
  asGiven,
  attached,
  givenCarriedOut,
  givenRestored,
  givenSaid,
  givenSession,
  givenShownSession,
} from '../case/given.ts'
import { NotRun } from '../case/not-run.ts'
import type { ServerLine } from '../line/server-line.ts'
import type { ServerCase, ServerCaseContext } from '../case/server-case.ts'

/** How sessions end, expire and are heard of: section 7, and 50 against 100. */
export const lifeCases: readonly ServerCase[] = [
  {
    id: 'P25/left',
    rule: 'P25',
    title: "answers LeaveSession with EventSessionEnded, reason 'left' and the command's id",
    async run(context) {
      const { line } = await givenSession(context)
      const event = await answered(context, line, command('LeaveSession'))
      must(event.type === 'EventSessionEnded', `LeaveSession was answered with ${inspect(event)}`)
      mustEqual(event.reason, 'left', '`reason`')
      must(indexedOf(line).includes(event), `EventSessionEnded is a transcript event, with an index: ${inspect(event)}`)
    },
  },
  {
    id: 'P42/still-read',
    rule: 'P42',
    title: 'lets an ended session be attached to, and sends its transcript with EventSessionEnded last',
    async run(context) {
      const { session } = await endedSession(context)
      const { line, answer } = await attached(context, restoreCommand(session))
      must(answer.type === 'EventAttached', `the restore of an ended session was answered with ${inspect(answer)}`)
      await context.until('the transcript comes', () => indexedOf(line).length >= 3)
      const types = indexedOf(line).map(({ type }) => type)
      mustEqual(
        types,
        ['EventParticipantJoined', 'EventMessage', 'EventSessionEnded'],
        'the transcript of the ended session',
      )
    },
  },
  {
    id: 'P42/takes-no-command',
    rule: 'P42',
    title: 'answers a new command in an ended session with error 52',
    async run(context) {
      const { session } = await endedSession(context)
      const { line } = await givenRestored(context, session, { after: 3 })
      const refusal = await answered(context, line, messageCommand('after the end'))
      must(codeOf(refusal) === 52, `a message in an ended session was answered with ${inspect(refusal)}`)
    },
  },
  {
    id: 'P42/mistakes-first',
    rule: 'P42',
    title: 'finds what is wrong with a command (P31) before it says that the session has ended',
    async run(context) {
      const { session } = await endedSession(context)
      const { line } = await givenRestored(context, session, { after: 3 })
      const unknown = await answered(context, line, command('AcmeDance'))
      must(codeOf(unknown) === 1, `a command of unknown type in an ended session was answered with ${inspect(unknown)}`)
      const incomplete = await answered(context, line, command('SendMessage'))
      must(
        codeOf(incomplete) === 2,
        `a message without content in an ended session was answered with ${inspect(incomplete)}`,
      )
    },
  },
  {
    id: 'P73/repeated-after-the-end',
    rule: 'P73',
    title: 'answers a command that is repeated in an ended session with its original event',
    async run(context) {
      const { session, leave, ended } = await endedSession(context)
      const { line } = await givenRestored(context, session, { after: 3 })
      mustEqual(await answered(context, line, leave), ended, 'what answers the repeated LeaveSession')
    },
  },
  {
    id: 'P43/nothing-more',
    rule: 'P43',
    title: 'adds nothing to the transcript of an ended session',
    async run(context) {
      const { session } = await endedSession(context)
      const late = messageCommand('after the end')
      const { line, answer } = await givenRestored(context, session, { after: 3 })
      line.send(late)
      await context.until(
        'a message in an ended session is answered',
        () => eventsFor(line, late).length > 0 || line.end,
      )
      const again = await givenRestored(context, session)
      mustEqual(again.answer.head, answer.head, '`head` of the ended session, after another message was sent to it')
    },
  },
  {
    id: 'P43/ended-by-the-server',
    rule: 'P43',
    control: ['end'],
    title: 'sends EventSessionEnded, the last event, when the server ends the session',
    async run(context) {
      const session = await givenSession(context)
      const event = await givenSaid(context, session.line)
      await context.control.end(session.sessionId)
      const ended = await context.until('EventSessionEnded comes', () =>
        session.line.events.find(({ type }) => type === 'EventSessionEnded'),
      )
      must(
        Number(ended.index) > Number(event.index),
        `EventSessionEnded is a transcript event, with an index: ${inspect(ended)}`,
      )
      must(typeof ended.reason === 'string', `EventSessionEnded has a \`reason\`, a string: ${inspect(ended)}`)
      mustEqual(indexedOf(session.line).at(-1), ended, 'the last event')
    },
  },
  {
    id: 'P41/expired-is-50',
    rule: 'P41',
    control: ['expire'],
    title: 'answers an attach to a session that has expired with error 50, for ever',
    async run(context) {
      const session = await givenShownSession(context)
      session.line.vanish()
      await context.control.expire(session.sessionId)
      for (const attempt of ['first', 'second']) {
        const { answer } = await attached(context, restoreCommand(session, { take: true }))
        must(
          codeOf(answer) === 50,
          `the ${attempt} attach to an expired session was answered with ${inspect(answer)}. 100 says: try again`,
        )
      }
    },
  },
  {
    id: 'P41/expires-in-time',
    rule: 'P41',
    title: 'forgets a session with nobody attached after `timeoutMs`, and not sooner',
    async run(context) {
      const session = await givenSession(context)
      const timeoutMs = Number(session.answer.timeoutMs)
      if (!(timeoutMs <= longestTimeoutMs))
        throw new NotRun(
          `timeoutMs is ${timeoutMs}; to see it pass, set it to ${longestTimeoutMs} or less in the test set-up`,
        )
      await givenCarriedOut(context, session.line)
      await context.outlast(timeoutMs)
      await givenCarriedOut(context, session.line)
      session.line.vanish()
      await context.outlast(timeoutMs / 2)
      const { line } = await givenRestored(context, session)
      await givenCarriedOut(context, line)
      line.goodbye()
      await context.outlast(timeoutMs + 2_000)
      const { answer } = await attached(context, restoreCommand(session))
      must(
        codeOf(answer) === 50,
        `${timeoutMs + 2_000} ms after its line had ended, with timeoutMs ${timeoutMs}, the session was answered with ${inspect(answer)}`,
      )
    },
  },
  {
    id: 'P41/lives-on',
    rule: 'P41',
    title: 'keeps a session whose line has broken',
    async run(context) {
      const session = await givenSession(context)
      await givenSaid(context, session.line)
      session.line.vanish()
      await context.outlast(Math.min(1_000, Number(session.answer.timeoutMs) / 2))
      const { answer } = await attached(context, restoreCommand(session))
      must(
        answer.type === 'EventAttached',
        `a second after its line broke, with timeoutMs ${String(session.answer.timeoutMs)}, the session was answered with ${inspect(answer)}`,
      )
    },
  },
  {
    id: 'P44/heartbeat',
    rule: 'P44',
    title: 'lets something reach an idle line at least every 10 s, on the path that delivers events',
    async run(context) {
      const { line } = await givenSession(context)
      noteLongHold(context, line)
      await givenCarriedOut(context, line)
      for (const which of ['first', 'second']) {
        const before = line.signsOfLife.length
        const sign = () => line.signsOfLife.length > before || line.end
        const outcome = await context.until(
          `the ${which} sign of life comes on an idle line (a client gives up after 15 s)`,
          sign,
          heartbeatMs + 1_000,
        )
        must(outcome === true, `an idle line was ended: ${inspect(line.end?.text)}`)
      }
    },
  },
]

const heartbeatMs = 10_000
const longestTimeoutMs = 10_000
/** A session in which the visitor has said one thing and left. */
async function endedSession(context: ServerCaseContext) {
  const session = await givenSession(context)
  await givenSaid(context, session.line)
  const leave = command('LeaveSession')
  const ended = await asGiven('a session that was left', answered(context, session.line, leave))
  return { session, leave, ended }
}

function noteLongHold(context: ServerCaseContext, line: ServerLine): void {
  if (!('handshake' in line)) return
  const { advice } =
    (line as { handshake?: { advice?: { timeout?: unknown; 'multiple-clients'?: unknown } } }).handshake ?? {}
  if (Number(advice?.timeout) > heartbeatMs)
    context.note(
      `The server's own hold is ${String(advice?.timeout)} ms (\`advice.timeout\`). A client asks for 10 s in each /meta/connect; set it to 10000 all the same (P50).`,
    )
}
