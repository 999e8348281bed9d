import { ConformanceFailure, must } from '../../case/outcome.ts'
import { messageCommand, restoreCommand } from '../case/commands.ts'
import { codeOf, eventsFor, eventWithText } from '../case/event-fields.ts'
import { attached, givenShownSession } from '../case/given.ts'
import type { ServerCaseContext } from '../case/server-case.ts'
import { NotOfferedByHand } from '../hand/http-hand.ts'
import { handVerbs, type HandVerb, type ServerHand } from '../hand/server-hand.ts'

type Probe = (context: ServerCaseContext, hand: ServerHand) => Promise<void>

/** What each verb must visibly do before a rule is blamed for what a case with it finds. */
const probes: Readonly<Record<HandVerb, Probe>> = {
  async say(context, hand) {
    const { sessionId, line } = await givenShownSession(context)
    await hand.say(sessionId, 'the hand is checked')
    await visibly(context, 'no EventMessage with the text came', () => eventWithText(line, 'the hand is checked'))
  },
  async end(context, hand) {
    const { sessionId, line } = await givenShownSession(context)
    await hand.end(sessionId)
    await visibly(context, 'no EventSessionEnded came', () =>
      line.events.some(({ type }) => type === 'EventSessionEnded'),
    )
  },
  async expire(context, hand) {
    const session = await givenShownSession(context)
    session.line.vanish()
    await hand.expire(session.sessionId)
    const { answer } = await attached(context, restoreCommand(session))
    must(answer.type !== 'EventAttached', 'it did nothing that can be seen: the session can still be restored')
  },
  async outage(context, hand) {
    const { line } = await givenShownSession(context)
    await hand.outage?.(true)
    const sent = messageCommand('during an outage')
    line.send(sent)
    await context.outlast(outageSeenMs)
    const accepted = eventsFor(line, sent).some((event) => codeOf(event) === undefined)
    await hand.outage?.(false)
    must(!accepted, 'it did nothing that can be seen: a message was accepted while the store was out of reach')
  },
  async restart(context, hand) {
    const { line } = await givenShownSession(context)
    await hand.restart?.()
    const sent = messageCommand('after a restart')
    line.send(sent)
    await context.outlast(outageSeenMs)
    must(eventsFor(line, sent).length === 0, 'it did nothing that can be seen: a line from before goes on')
  },
}

const outageSeenMs = 1_500

/** Tries each verb of the hand. Returns what is wrong, by verb. */
export async function checkHand(context: ServerCaseContext, hand: ServerHand): Promise<ReadonlyMap<HandVerb, string>> {
  const problems = new Map<HandVerb, string>()
  for (const verb of handVerbs) {
    if (hand[verb] === undefined) continue
    try {
      await probes[verb](context, hand)
    } catch (cause) {
      problems.set(verb, problemOf(verb, cause))
    }
  }
  return problems
}

async function visibly(context: ServerCaseContext, otherwise: string, condition: () => unknown): Promise<void> {
  try {
    await context.until('it shows', condition)
  } catch {
    // `until` says that time ran out; what matters here is what it means for the hand.
    throw new ConformanceFailure(`it did nothing that can be seen: ${otherwise} within ${context.deadlineMs} ms`)
  }
}

function problemOf(verb: HandVerb, cause: unknown): string {
  const why = cause instanceof Error ? cause.message : String(cause)
  return cause instanceof NotOfferedByHand
    ? `needs \`${verb}\`: ${why}`
    : `\`${verb}\` of the hand does not work: ${why}`
}
