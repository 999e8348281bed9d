import { inspect, must, mustEqual } from '../../case/outcome.ts'
import { command } from '../case/commands.ts'
import { codeOf } from '../case/event-fields.ts'
import { givenSaid, givenSession, givenTranscript, outcomeOf } from '../case/given.ts'
import type { ServerCaseContext, ServerCase } from '../case/server-case.ts'
import type { JsonObject, ServerLine } from '../line/server-line.ts'

/** A server of an earlier version does not know these commands, and says so (P69). */
const isOffered = (answer: JsonObject) => codeOf(answer) !== 1

async function mustRefuse(context: ServerCaseContext, line: ServerLine, sent: object): Promise<void> {
  const answer = await outcomeOf(context, line, sent)
  if (isOffered(answer)) must(codeOf(answer) === 3, `${inspect(sent)} was answered with ${inspect(answer)}`)
}

const edit = (target: unknown) => command('EditMessage', { target, content: { type: 'text', text: 'Hello again' } })
const deletion = (target: unknown) => command('DeleteMessage', { target })
const reaction = (target: unknown, on = true) => command('React', { target, emoji: '👍', on })

/** Edits, deletions and reactions: P95 to P97. */
export const changeCases: readonly ServerCase[] = [
  {
    id: 'P95/edit',
    rule: 'P95',
    title: 'answers EditMessage with EventMessageEdited, and leaves the message in the transcript as it was',
    async run(context) {
      const session = await givenSession(context)
      const said = await givenSaid(context, session.line)
      const sent = edit(said.index)
      const event = await outcomeOf(context, session.line, sent)
      if (!isOffered(event)) return
      must(event.type === 'EventMessageEdited', `EditMessage was answered with ${inspect(event)}`)
      mustEqual(event.target, said.index, '`target` of the event')
      mustEqual(event.content, { type: 'text', text: 'Hello again' }, '`content` of the event')
      mustEqual(event.party, session.answer.party, '`party` of the event, as in EventAttached')
      const kept = (await givenTranscript(context, session)).find(({ index }) => index === said.index)
      mustEqual(kept?.content, said.content, '`content` of the message that was edited, as it is sent later')
    },
  },
  {
    id: 'P96/no-message',
    rule: 'P96',
    title: 'refuses a change to what is no message with error 3, and one beyond the head',
    async run(context) {
      const { line } = await givenSession(context)
      for (const change of [edit, deletion, reaction]) {
        await mustRefuse(context, line, change(1)) // The visitor has joined.
        await mustRefuse(context, line, change(1_000_000))
      }
    },
  },
  {
    id: 'P96/deleted',
    rule: 'P96',
    title: 'deletes a message of the visitor once, and refuses what comes after that with error 3',
    async run(context) {
      const { line } = await givenSession(context)
      const { index } = await givenSaid(context, line)
      const event = await outcomeOf(context, line, deletion(index))
      if (!isOffered(event)) return
      must(event.type === 'EventMessageDeleted', `DeleteMessage was answered with ${inspect(event)}`)
      mustEqual(event.target, index, '`target` of the event')
      for (const change of [deletion, edit, reaction]) await mustRefuse(context, line, change(index))
    },
  },
  {
    id: 'P97/reaction',
    rule: 'P97',
    title: 'answers React with EventReaction, also when it changes nothing',
    async run(context) {
      const { line } = await givenSession(context)
      const { index } = await givenSaid(context, line)
      for (const on of [true, true, false, false]) {
        const event = await outcomeOf(context, line, reaction(index, on))
        if (!isOffered(event)) return
        must(event.type === 'EventReaction', `React was answered with ${inspect(event)}`)
        mustEqual([event.target, event.emoji, event.on], [index, '👍', on], '`target`, `emoji` and `on` of the event')
      }
    },
  },
]
