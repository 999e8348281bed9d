import { randomUUID } from 'node:crypto'
import { ConformanceFailure, inspect, must } from '../../case/outcome.ts'
import { messageCommand, restoreCommand, startCommand } from '../case/commands.ts'
import { duringOutage } from '../case/during-outage.ts'
import { codeOf, eventsFor, eventWithText } from '../case/event-fields.ts'
import { attached, givenShownSession } from '../case/given.ts'
import { unknownAuth } from '../case/given-users.ts'
import { startLimitIn } from '../case/start-limit.ts'
import type { ServerCaseContext } from '../case/server-case.ts'
import { ControlFailed } from '../control/checked-control.ts'
import { VerbNotOffered } from '../control/http-control.ts'
import { controlVerbs, type ControlVerb, type ServerControl } from '../control/server-control.ts'

type Probe = (context: ServerCaseContext, control: ServerControl) => Promise<void>

/** What each verb must visibly do before a rule is blamed for what a case with it finds. */
const probes: Readonly<Record<ControlVerb, Probe>> = {
  async say(context, control) {
    const { sessionId, line } = await givenShownSession(context)
    await control.say(sessionId, 'the control is checked')
    await visibly(context, 'no EventMessage with the text came', () => eventWithText(line, 'the control is checked'))
  },
  async end(context, control) {
    const { sessionId, line } = await givenShownSession(context)
    await control.end(sessionId)
    await visibly(context, 'no EventSessionEnded came', () =>
      line.events.some(({ type }) => type === 'EventSessionEnded'),
    )
  },
  async expire(context, control) {
    const session = await givenShownSession(context)
    session.line.vanish()
    await control.expire(session.sessionId)
    const { answer } = await attached(context, restoreCommand(session))
    must(answer.type !== 'EventAttached', 'it did nothing that can be seen: the session can still be restored')
  },
  async outage(context) {
    const session = await givenShownSession(context)
    const sent = messageCommand('during an outage')
    const isSeen = await duringOutage(context, async () => {
      session.line.send(sent)
      await context.outlast(outageSeenMs)
      if (!eventsFor(session.line, sent).some(({ type }) => type === 'EventMessage')) return true
      // A server that accepts what it does not store (P6) still refuses attaches, which it has to look up.
      const attempts = [restoreCommand(session), startCommand()].map((attach) => context.open(attach))
      await context.outlast(outageSeenMs)
      return attempts.some(({ answers: [answer] }) => answer?.type !== 'EventAttached')
    })
    must(
      isSeen,
      'it did nothing that can be seen: a message, a restore and a start were accepted while the store was out of reach',
    )
  },
  async restart(context, control) {
    const { line } = await givenShownSession(context)
    await control.restart?.()
    const sent = messageCommand('after a restart')
    line.send(sent)
    await context.outlast(outageSeenMs)
    must(eventsFor(line, sent).length === 0, 'it did nothing that can be seen: a line from before goes on')
  },
  async token(context) {
    const auth = await context.control.token({ user: `kit-${randomUUID()}`, name: 'Kit' })
    const known = await attached(context, startCommand({ auth }))
    must(known.answer.type === 'EventAttached', `a start with what it gave was answered with ${inspect(known.answer)}`)
    const unknown = await attached(context, startCommand({ auth: unknownAuth }))
    must(
      codeOf(unknown.answer) === 101,
      `the log-in does not look at \`auth\`: a start with credentials that nobody has issued was answered with ${inspect(unknown.answer)}, not with error 101`,
    )
  },
}

const outageSeenMs = 1_500

/** Tries each verb of the control. Returns what is wrong, by verb. */
export async function checkControl(
  context: ServerCaseContext,
  control: ServerControl,
): Promise<ReadonlyMap<ControlVerb, string>> {
  const problems = new Map<ControlVerb, string>()
  for (const verb of controlVerbs) {
    if (control[verb] === undefined) continue
    const before = context.traffic.length
    try {
      await probes[verb](context, control)
    } catch (cause) {
      problems.set(verb, startLimitIn(context.traffic.slice(before)) ?? problemOf(verb, cause))
    }
  }
  return problems
}

async function visibly(context: ServerCaseContext, otherwise: string, condition: () => unknown): Promise<void> {
  try {
    await context.until('it shows', condition)
  } catch {
    // `until` says that time ran out; what matters here is what it means for the control.
    throw new ConformanceFailure(`it did nothing that can be seen: ${otherwise} within ${context.deadlineMs} ms`)
  }
}

function problemOf(verb: ControlVerb, problem: unknown): string {
  const cause = problem instanceof ControlFailed ? problem.cause : problem
  const why = cause instanceof Error ? cause.message : String(cause)
  return cause instanceof VerbNotOffered
    ? `needs \`${verb}\`: ${why}`
    : `\`${verb}\` of the control does not work: ${why}`
}
