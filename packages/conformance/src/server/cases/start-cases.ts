import { inspect, must, mustEqual } from '../../case/outcome.ts'
import { startCommand } from '../case/commands.ts'
import { codeOf, indexedOf } from '../case/event-fields.ts'
import { asGiven, attached, givenSaid, givenSession } from '../case/given.ts'
import type { ServerCase } from '../case/server-case.ts'

/** Starts, and starts that are repeated: P72 and P10. */
export const startCases: readonly ServerCase[] = [
  {
    id: 'P72/joined-is-first',
    rule: 'P72',
    title: 'makes EventParticipantJoined of the visitor the first event, and answers the start with `head` 1',
    async run(context) {
      const { answer, line } = await givenSession(context, { nickname: 'Ada' })
      mustEqual(answer.head, 1, '`head` of the answer to the start')
      const [first] = await context.until('the first event comes', () => indexedOf(line).length > 0 && indexedOf(line))
      must(
        first?.type === 'EventParticipantJoined' && first.index === 1,
        `the first event is to be EventParticipantJoined with index 1, and was ${inspect(first)}`,
      )
      mustEqual(first.party, answer.party, '`party` of the first event, as in EventAttached')
      mustEqual((answer.party as { name?: unknown }).name, 'Ada', '`party.name`, which is the nickname')
    },
  },
  {
    id: 'P72/nickname-unchanged',
    rule: 'P72',
    title: 'names the visitor by their nickname as it is',
    async run(context) {
      const nickname = ' Zoe\u0308 <b>&amp; "Co"</b> 😀'
      const { answer } = await givenSession(context, { nickname })
      mustEqual((answer.party as { name?: unknown }).name, nickname, '`party.name`, which is the nickname')
    },
  },
  {
    id: 'P10/start-repeated',
    rule: 'P10',
    title: 'answers a start that is repeated, as when its answer was lost, with the session that it made',
    async run(context) {
      const { start, sessionId, line } = await givenSession(context)
      line.vanish()
      const again = await attached(context, start)
      must(
        again.answer.sessionId === sessionId,
        `the same start made session ${inspect(sessionId)}, and its repeat was answered with ${inspect(again.answer)}`,
      )
    },
  },
  {
    id: 'P10/start-repeated-at-once',
    rule: 'P10',
    title: 'makes one session of a start that comes twice at the same time',
    async run(context) {
      const start = startCommand()
      const lines = [context.open(start), context.open(start)]
      const answers = await Promise.all(
        lines.map((line) => context.until('each start is answered', () => line.answers[0] ?? line.end)),
      )
      const sessions = new Set(answers.flatMap((answer) => ('sessionId' in answer ? [answer.sessionId] : [])))
      must(
        sessions.size <= 1,
        `one start, sent on two lines at once, made several sessions: ${[...sessions].join(', ')}`,
      )
      must(sessions.size === 1, `one start, sent on two lines at once, made no session: ${inspect(answers)}`)
    },
  },
  {
    id: 'P10/start-repeated-later',
    rule: 'P10',
    title: 'sends a repeated start everything from the beginning',
    async run(context) {
      const { start, line } = await givenSession(context)
      await givenSaid(context, line)
      const again = await asGiven('the start to be repeated', attached(context, start))
      await context.until('both events come again', () => indexedOf(again.line).length >= 2)
      mustEqual(
        indexedOf(again.line).map(({ index }) => index),
        [1, 2],
        'the indexes sent to the repeated start',
      )
    },
  },
  {
    id: 'P10/other-case',
    rule: 'P10',
    title: 'makes another session of a start whose `id` differs in case only',
    async run(context) {
      const { start, sessionId } = await givenSession(context)
      const { answer } = await attached(context, startCommand({ id: start.id.toUpperCase() }))
      must(
        answer.type === 'EventAttached' && answer.sessionId !== sessionId,
        `a start with its own secret, whose id differs from that of another start in case only, was answered with ${inspect(answer)}`,
      )
    },
  },
  {
    id: 'P10/other-secret',
    rule: 'P10',
    title: 'answers a start that has the `id` of another and a `secret` of its own with error 50',
    async run(context) {
      const { start } = await givenSession(context)
      const { answer } = await attached(context, startCommand({ id: start.id }))
      must(
        codeOf(answer) === 50,
        `a start with the id of another session and a wrong secret was answered with ${inspect(answer)}`,
      )
    },
  },
]
