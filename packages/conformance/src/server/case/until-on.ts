import { ConformanceFailure } from '../../case/outcome.ts'
import { LineEnd } from '../line/server-line.ts'
import type { ServerCaseContext } from './server-case.ts'

/** `untilOn` of a context with this `until`. */
export const untilOnWith =
  (until: ServerCaseContext['until']): ServerCaseContext['untilOn'] =>
  async (line, what, find) => {
    const outcome = await until(what, () => find() ?? line.end)
    if (outcome instanceof LineEnd)
      throw new ConformanceFailure(`the line ended (${outcome.text}), waiting until ${what}`)
    return outcome
  }

/** The same context, which waits this long for what must happen. */
export function patient(context: ServerCaseContext, deadlineMs: number): ServerCaseContext {
  const until: ServerCaseContext['until'] = (what, condition, limitMs = deadlineMs) =>
    context.until(what, condition, limitMs)
  return { ...context, deadlineMs, until, untilOn: untilOnWith(until) }
}
