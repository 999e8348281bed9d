import { inspect, must, mustEqual } from '../../case/outcome.ts'
import { messageCommand } from '../case/commands.ts'
import { eventsFor } from '../case/event-fields.ts'
import {
  answered,
  asGiven,
  eachAccepted,
  givenCarriedOut,
  givenRestored,
  givenSession,
  givenTranscript,
} from '../case/given.ts'
import type { ServerCase } from '../case/server-case.ts'

/** Commands that come again, and those that are taken for it: P26, P73. */
export const repeatCases: readonly ServerCase[] = [
  {
    id: 'P26/repeated-on-the-line',
    rule: 'P26',
    title: 'answers a message that is repeated with its one event, whatever the repeat holds',
    async run(context) {
      const session = await givenSession(context)
      const sent = messageCommand('once')
      const event = await answered(context, session.line, sent)
      const again = await answered(context, session.line, { ...sent, content: { type: 'text', text: 'another text' } })
      mustEqual(again, event, 'what answers the repeat, which is the original event')
      await givenCarriedOut(context, session.line)
      const indexes = eventsFor(session.line, sent).map(({ index }) => index)
      must(new Set(indexes).size === 1, `one command made several events, with the indexes ${indexes.join(', ')}`)
    },
  },
  {
    id: 'P26/repeated-on-the-next-line',
    rule: 'P26',
    title: 'answers a message that is repeated after a lost line with its one event',
    async run(context) {
      const session = await givenSession(context)
      const sent = messageCommand('once')
      const event = await answered(context, session.line, sent)
      session.line.vanish()
      const { line } = await givenRestored(context, session, { after: Number(event.index) })
      mustEqual(await answered(context, line, sent), event, 'what answers the repeat, which is the original event')
      await givenCarriedOut(context, line)
      const transcript = await givenTranscript(context, session)
      mustEqual(
        transcript.filter(({ commandId }) => commandId === sent.id).length,
        1,
        'how often the message is in the transcript',
      )
    },
  },
  {
    id: 'P26/repeated-long-after',
    rule: 'P26',
    title: 'answers a message that is repeated after many others with its one event',
    async run(context) {
      const { line } = await givenSession(context)
      const sent = Array.from({ length: 50 }, (_, place) => messageCommand(`one of many, ${place + 1}`))
      for (const each of sent) line.send(each)
      const [first = messageCommand()] = sent
      const [event] = await asGiven('messages to be accepted', eachAccepted(context, line, sent))
      mustEqual(await answered(context, line, first), event, 'what answers the repeat of the first of 50 messages')
    },
  },
  {
    id: 'P26/alike-is-not-the-same',
    rule: 'P26',
    title: 'takes commands whose ids differ in case, or by a space, for different commands',
    async run(context) {
      const { line } = await givenSession(context)
      const sent = ['a-Id', 'A-id', 'a-Id '].map((id) => messageCommand(`with the id "${id}"`, { id }))
      for (const each of sent) line.send(each)
      for (const each of sent) {
        const event = await context.untilOn(line, `a message with the id "${each.id}" is answered`, () =>
          line.events.find(({ commandId }) => commandId === each.id),
        )
        mustEqual(event.content, each.content, `\`content\` of the event with the \`commandId\` "${each.id}"`)
      }
    },
  },
  {
    id: 'P26/same-id-in-two-sessions',
    rule: 'P26',
    title: 'takes commands with the same id in two sessions for different commands',
    async run(context) {
      const sessions = [await givenSession(context), await givenSession(context)]
      const sent = messageCommand('in two sessions')
      for (const { line } of sessions) {
        const event = await answered(context, line, sent)
        must(
          event.type === 'EventMessage',
          `a message whose id another session has used was answered with ${inspect(event)}`,
        )
      }
    },
  },
  {
    id: 'P29/refused-id-is-free',
    rule: 'P29',
    title: 'lets the id of a refused command be used again, since the refusal had no effect',
    async run(context) {
      const { line } = await givenSession(context)
      const sent = messageCommand()
      const refusal = await answered(context, line, { ...sent, content: { type: 'text', text: 5 } })
      must(refusal.type === 'EventError', `a message whose text is a number was answered with ${inspect(refusal)}`)
      const event = await answered(context, line, sent)
      must(event.type === 'EventMessage', `the command, put right, was answered with ${inspect(event)}`)
    },
  },
  {
    id: 'P73/invalid-repeat',
    rule: 'P73',
    title: 'answers a repeat that is invalid, or too large, with the original event',
    async run(context) {
      const { line, answer } = await givenSession(context)
      const sent = messageCommand('once')
      const event = await answered(context, line, sent)
      mustEqual(
        await answered(context, line, { type: 'SendMessage', id: sent.id }),
        event,
        'what answers a repeat without content',
      )
      const { maxMessageBytes } = answer.limits as { maxMessageBytes: number }
      if (maxMessageBytes > largestRepeat) return
      const large = { ...sent, content: { type: 'text', text: 'x'.repeat(maxMessageBytes) } }
      mustEqual(await answered(context, line, large), event, 'what answers a repeat that is too large')
    },
  },
]

/** A repeat that is too large is not tried where messages may be larger than this. */
const largestRepeat = 1024 * 1024
