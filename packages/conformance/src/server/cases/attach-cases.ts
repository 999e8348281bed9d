import { inspect, must, mustEqual } from '../../case/outcome.ts'
import { command, otherPage, restoreCommand, startCommand } from '../case/commands.ts'
import { codeOf, eventsFor } from '../case/event-fields.ts'
import {
  answered,
  answerTo,
  asGiven,
  attached,
  givenCarriedOut,
  givenRestored,
  givenSaid,
  givenSession,
  givenTalk,
} from '../case/given.ts'
import type { ServerCase } from '../case/server-case.ts'
import { attachedProblems } from './attached-shape.ts'
import { LineEnd } from '../line/server-line.ts'

/** Attaching: section 3 of the protocol, without the fence and the holder. */
export const attachCases: readonly ServerCase[] = [
  {
    id: 'P8/start-answered',
    rule: 'P8',
    phase: 'first',
    title: 'answers a start with EventAttached',
    async run(context) {
      const start = startCommand()
      const { answer, line } = await attached(context, start)
      must(answer.type === 'EventAttached', `a start of a new session was answered with ${inspect(answer)}`)
      mustEqual(answer.commandId, start.id, '`commandId` of the answer')
      mustEqual(
        line.events.filter(({ type }) => type === 'EventAttached').length,
        0,
        'further answers among the events',
      )
    },
  },
  {
    id: 'P8/attached-shape',
    rule: 'P8',
    title: 'puts every mandatory field into EventAttached, with the right type',
    async run(context) {
      const { answer } = await givenSession(context, { nickname: 'Ada' })
      const problems = attachedProblems(answer)
      must(problems.length === 0, `${problems.join('; ')}. EventAttached was ${inspect(answer)}`)
    },
  },
  {
    id: 'P8/refusal-names-the-attach',
    rule: 'P8',
    title: "answers a refused attach once, with the attach's id as `commandId`",
    async run(context) {
      const restore = restoreCommand({ ...startCommand(), sessionId: 'kit-no-such-session' })
      const { answer, line } = await attached(context, restore)
      mustEqual(answer.commandId, restore.id, '`commandId` of the refusal')
      mustEqual(line.answers.length, 1, 'the number of answers')
    },
  },
  {
    id: 'P60/restored-by-secret',
    rule: 'P60',
    phase: 'first',
    title: 'lets a page that knows `sessionId` and `secret` come back',
    async run(context) {
      const session = await givenSession(context)
      session.line.vanish()
      const { answer } = await attached(context, restoreCommand(session))
      must(
        answer.type === 'EventAttached' && answer.sessionId === session.sessionId,
        `the right \`sessionId\` and \`secret\` were answered with ${inspect(answer)}`,
      )
      mustEqual(answer.party, session.answer.party, '`party`, as at the start')
    },
  },
  {
    id: 'P11/unknown-session',
    rule: 'P11',
    title: 'answers a restore of an unknown session with error 50, each time',
    async run(context) {
      const unknown = { ...startCommand(), sessionId: 'kit-no-such-session' }
      for (const attempt of ['the first', 'the second']) {
        const { answer } = await attached(context, restoreCommand(unknown))
        must(
          codeOf(answer) === 50,
          `${attempt} restore of a session that there is not was answered with ${inspect(answer)}`,
        )
      }
    },
  },
  {
    id: 'P11/wrong-secret',
    rule: 'P11',
    title: 'answers a wrong secret with error 50, in the same words as an unknown session, and changes nothing',
    async run(context) {
      const session = await givenSession(context)
      const [wrong, unknown] = [
        { ...session, secret: startCommand().secret },
        { ...session, secret: startCommand().secret, sessionId: 'kit-no-such-session' },
      ]
      const refused = await attached(context, restoreCommand(wrong, { take: true }))
      must(codeOf(refused.answer) === 50, `a restore with a wrong secret was answered with ${inspect(refused.answer)}`)
      const { answer } = await asGiven('an unknown session', attached(context, restoreCommand(unknown, { take: true })))
      mustEqual(
        { ...refused.answer, commandId: answer.commandId },
        answer,
        'the answer to a wrong secret, which must not tell that there is such a session',
      )
      must(!session.line.end, `an attach with a wrong secret ended the visitor's own line: ${session.line.end?.text}`)
    },
  },
  {
    id: 'P11/nearly-the-secret',
    rule: 'P11',
    title: 'answers a restore whose secret is nearly right with error 50',
    async run(context) {
      const secret = startCommand().secret.repeat(4)
      const session = await givenSession(context, { secret })
      for (const { what, wrong } of nearly(secret)) {
        const { answer } = await attached(context, restoreCommand({ ...session, secret: wrong }))
        must(codeOf(answer) === 50, `a restore with the secret, but ${what}, was answered with ${inspect(answer)}`)
      }
    },
  },
  {
    id: 'P13/positions-are-numbers',
    rule: 'P13',
    title: 'compares `after` with the head as numbers: 9 is not above 11',
    async run(context) {
      const session = await givenTalk(context, 10)
      const { answer } = await attached(context, restoreCommand(session, { after: 9 }))
      must(answer.type === 'EventAttached', `\`after\` 9, with the head at 11, was answered with ${inspect(answer)}`)
    },
  },
  {
    id: 'P13/far-above-head',
    rule: 'P13',
    title: 'answers `after` far above the head with error 50, up to the largest number that JSON has exactly',
    async run(context) {
      const session = await givenSession(context)
      for (const after of [2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER]) {
        const { answer } = await attached(context, restoreCommand(session, { after }))
        must(codeOf(answer) === 50, `\`after\` ${after} was answered with ${inspect(answer)}`)
      }
    },
  },
  {
    id: 'P13/after-above-head',
    rule: 'P13',
    title: 'answers `after` above the head with error 50, also to another page that takes, and changes nothing',
    async run(context) {
      const session = await givenSession(context)
      const { answer } = await attached(
        context,
        restoreCommand(session, { after: 50, take: true, pageId: otherPage() }),
      )
      must(codeOf(answer) === 50, `\`after\` 50, with the head at 1, was answered with ${inspect(answer)}`)
      const event = await answered(context, session.line, command('SendNotice', { notice: { name: 'still-here' } }))
      must(event.type === 'EventNotice', `afterwards the session's own line was answered with ${inspect(event)}`)
      must(!session.line.end, `an attach that was refused ended the session's own line: ${session.line.end?.text}`)
    },
  },
  {
    id: 'P15/first-and-head',
    rule: 'P15',
    title: 'says `first` 1 while nothing was dropped',
    async run(context) {
      const session = await givenSession(context)
      await givenSaid(context, session.line)
      const { answer } = await givenRestored(context, session)
      mustEqual(answer.first, 1, '`first` of a session with two events')
    },
  },
  {
    id: 'P7/second-attach',
    rule: 'P7',
    title: 'answers a second attach on a line with error 3, or closes the line',
    async run(context) {
      const { line } = await givenSession(context)
      const second = startCommand()
      line.send(second)
      const outcome = await context.until(
        'a second attach on one line is answered or closes it',
        () => eventsFor(line, second)[0] ?? line.answers[1] ?? line.end,
      )
      if (outcome instanceof LineEnd) return
      must(codeOf(outcome) === 3, `a second attach on one line was answered with ${inspect(outcome)}`)
      await givenCarriedOut(context, line)
    },
  },
  {
    id: 'P8/answer-before-events',
    rule: 'P8',
    title: 'answers a restore before it sends the events that were missed',
    async run(context) {
      const session = await givenSession(context)
      for (const text of ['one', 'two', 'three']) await givenSaid(context, session.line, text)
      const line = context.open(restoreCommand(session))
      const early: unknown[] = []
      await context.until('the restore is answered', () => {
        if (line.answers.length === 0) early.push(...line.events)
        return line.answers.length > 0 || line.end
      })
      await answerTo(context, line)
      must(early.length === 0, `events came before the answer: ${inspect(early)}`)
    },
  },
]

const otherCase = (text: string) =>
  text.replace(/[a-z]/gi, (letter) => (letter < 'a' ? letter.toLowerCase() : letter.toUpperCase()))

/** What a column, a hash or a collation may take for the same secret. */
const nearly = (secret: string) => [
  { what: 'in the other case', wrong: otherCase(secret) },
  { what: 'with a space behind it', wrong: `${secret} ` },
  ...[32, 64, 128].map((length) => ({
    what: `with its first ${length} characters only`,
    wrong: secret.slice(0, length),
  })),
  ...[32, 64, 128].map((length) => ({
    what: `with other characters from the ${length}. on`,
    wrong: secret.slice(0, length) + otherCase(secret.slice(length)),
  })),
]
