import { inspect, must, mustEqual } from '../../case/outcome.ts'
import { messageCommand } from '../case/commands.ts'
import { eventsFor, eventWithText, indexedOf } from '../case/event-fields.ts'
import {
  asGiven,
  givenCarriedOut,
  givenRestored,
  givenSaid,
  givenSession,
  givenShownSession,
  givenTalk,
  type GivenSession,
} from '../case/given.ts'
import type { ServerCase, ServerCaseContext } from '../case/server-case.ts'

/** What an attachment is sent: P5 and P14. */
export const cursorCases: readonly ServerCase[] = [
  {
    id: 'P14/after',
    rule: 'P14',
    title: 'sends a restore what follows `after`, in order, and nothing before it',
    async run(context) {
      const session = await givenTalk(context, 4)
      const { line, answer } = await givenRestored(context, session, { after: 2 })
      mustEqual(answer.head, 5, '`head` of a session in which the visitor joined and said four things')
      await comesUpTo(context, line, 5)
      mustEqual(
        indexedOf(line).map(({ index }) => index),
        [3, 4, 5],
        'the indexes sent to a restore after 2',
      )
    },
  },
  {
    id: 'P14/after-head',
    rule: 'P14',
    title: 'sends a restore at the head nothing again, and then what is new',
    async run(context) {
      const session = await givenTalk(context, 2)
      const { line } = await givenRestored(context, session, { after: 3 })
      await givenSaid(context, line, 'what is new')
      mustEqual(
        indexedOf(line).map(({ index }) => index),
        [4],
        'the indexes sent to a restore at the head, 3, until a fourth event was made',
      )
    },
  },
  {
    id: 'P14/new-while-replayed',
    rule: 'P14',
    title: 'sends missed and new events as one stream, in order, each once',
    async run(context) {
      const session = await givenTalk(context, 15)
      const { line } = await givenRestored(context, session)
      const last = messageCommand('said during the replay')
      for (const each of [messageCommand('first during the replay'), last]) line.send(each)
      await context.until('the last message comes', () => eventsFor(line, last).length > 0)
      const expected = Array.from({ length: 18 }, (_, place) => place + 1)
      mustEqual(
        indexedOf(line).map(({ index }) => index),
        expected,
        'the indexes on the new line',
      )
    },
  },
  {
    id: 'P14/missed-while-away',
    rule: 'P14',
    control: ['say'],
    title: 'sends what was said while nobody was attached to the next line',
    async run(context) {
      const session = await givenSession(context)
      const event = await givenSaid(context, session.line)
      session.line.vanish()
      await context.control.say(session.sessionId, 'said while nobody was there')
      const { line } = await givenRestored(context, session, { after: Number(event.index) })
      await context.until('what an agent said meanwhile comes', () =>
        eventWithText(line, 'said while nobody was there'),
      )
    },
  },
  {
    id: 'P14/said-by-an-agent',
    rule: 'P14',
    control: ['say'],
    title: 'sends what an agent says to the line that is there, with the agent as its party',
    async run(context) {
      const { line, sessionId } = await givenShownSession(context)
      await context.control.say(sessionId, 'How can I help?')
      const event = await context.until('what the agent says comes', () => eventWithText(line, 'How can I help?'))
      const { type } = event.party as { type?: unknown }
      must(
        type !== 'client' && typeof type === 'string',
        `what an agent says is to have the agent as its party: ${inspect(event)}`,
      )
    },
  },
  {
    id: 'P5/index-and-at',
    rule: 'P5',
    title: 'numbers the events of the transcript from 1 without gaps, and says when each was committed',
    async run(context) {
      const { line } = await givenTalk(context, 3)
      mustEqual(
        indexedOf(line).map(({ index }) => index),
        [1, 2, 3, 4],
        'the indexes of the visitor who joined and three messages',
      )
      for (const event of indexedOf(line)) {
        const isTime = Number.isSafeInteger(event.at) && Number(event.at) > 1e12 && Number(event.at) < 1e14
        must(isTime, `\`at\` is to be epoch milliseconds, a whole number: ${inspect(event)}`)
      }
    },
  },
  {
    id: 'P5/unchanged',
    rule: 'P5',
    title: 'sends an event again as it was sent before',
    async run(context) {
      const session = await givenTalk(context, 2)
      const { line } = await givenRestored(context, session)
      await asGiven('the transcript', comesUpTo(context, line, 3))
      const again = new Map(indexedOf(line).map((event) => [event.index, event]))
      for (const event of indexedOf(session.line))
        mustEqual(again.get(event.index), event, `the event with index ${String(event.index)}, sent again`)
    },
  },
  {
    id: 'P5/continued',
    rule: 'P5',
    title: 'goes on numbering after a restore',
    async run(context) {
      const session = await givenTalk(context, 1)
      const { line } = await givenRestored(context, session, { after: 2 })
      const event = await givenCarriedOut(context, line)
      mustEqual(event.index, 3, '`index` of the third event of the session')
    },
  },
]

const comesUpTo = (context: ServerCaseContext, line: GivenSession['line'], index: number) =>
  context.until(`the event with index ${index} comes`, () => indexedOf(line).some((event) => event.index === index))
