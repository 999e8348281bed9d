import { createCaseContext } from '../case/case-context.ts'
import type { CaseContext, ConformanceCase } from '../case/conformance-case.ts'
import type { Evidence } from '../case/evidence.ts'
import { ConformanceFailure, HarnessError, inspect, NotOffered } from '../case/outcome.ts'
import type { FarSide } from '../far-side/far-side.ts'
import type { Harness } from '../far-side/harness.ts'
import type { Outcome } from './judge-cases.ts'
import { caseLimitMs, resetLimitMs } from './time-limits.ts'
import { watchUncaughtErrors } from './uncaught-errors.ts'
import { tryUnsupported } from './unsupported-command.ts'
import { within } from './within.ts'

/** The number of trace entries to report with a failure. */
const traceLength = 30

/** Runs one case from a clean slate to a clean slate. Never rejects. */
export async function tryCase(harness: Harness, each: ConformanceCase, deadlineMs: number): Promise<Outcome> {
  const uncaught = watchUncaughtErrors()
  const outcome = await tryAlone(harness, each, deadlineMs)
  const first = await uncaught.end()
  return first && outcome.verdict === 'passed' ? { verdict: 'failed', because: leftAlone(first.error) } : outcome
}

const leftAlone = (error: unknown) =>
  `an error was thrown, or a promise rejected, and nobody takes it: ${inspect(error)}. Pages show it, and Node ends the process`

async function tryAlone(harness: Harness, each: ConformanceCase, deadlineMs: number): Promise<Outcome> {
  const { context, misses, close } = createCaseContext(harness, deadlineMs)
  const cleanSlate = (far: FarSide) =>
    within(
      resetLimitMs(deadlineMs),
      async () => far.reset(),
      (ms) => new HarnessError(`reset() of the far side was not over after ${ms} ms`),
    )
  try {
    await cleanSlate(context.far)
    await within(
      caseLimitMs(deadlineMs),
      () => run(each, context),
      (ms) => new ConformanceFailure(`the case was not over after ${ms} ms`),
    )
    return await provenPass(misses)
  } catch (cause) {
    if (cause instanceof NotOffered) return { verdict: 'not offered', because: cause.message }
    const trace = context.trace.entries.slice(-traceLength)
    if (cause instanceof HarnessError) return { verdict: 'harness error', because: cause.message, trace }
    return { ...(await provenFailure(cause, misses)), trace }
  } finally {
    close()
    // Also after the last case, to leave nothing behind. If this reset fails, the next case reports it.
    await cleanSlate(harness.far).catch(() => undefined)
  }
}

/** A case in which something did not arrive has tested nothing, whatever came out. */
async function provenPass(misses: Evidence['misses']): Promise<Outcome> {
  const missed = await misses()
  if (missed.length === 0) return { verdict: 'passed' }
  const because = missed.map(({ what }) => what).join('; ')
  if (missed.every(({ why }) => why === 'nobody'))
    return { verdict: 'not reached', because: `the transport had no line to try it on: ${because}` }
  return { verdict: 'harness error', because: `the case has tested nothing: ${because}` }
}

/** A failure is no fault of the transport if the wire did not do what the case asked of it. */
async function provenFailure(cause: unknown, misses: Evidence['misses']): Promise<Outcome> {
  const because = cause instanceof ConformanceFailure ? cause.message : inspect(cause)
  const missed = await misses().catch((failed: unknown) => [{ what: inspect(failed), why: 'wire' as const }])
  const atTheWire = missed.filter(({ why }) => why === 'wire').map(({ what }) => what)
  const details = cause instanceof ConformanceFailure ? cause.details : {}
  if (atTheWire.length === 0) return { verdict: 'failed', because, ...details }
  return { verdict: 'harness error', because: `${atTheWire.join('; ')}, and then: ${because}` }
}

async function run(each: ConformanceCase, context: CaseContext): Promise<void> {
  const unsupported = each.command === undefined ? [] : await context.unsupported()
  if (each.command !== undefined && unsupported.includes(each.command)) await tryUnsupported(context, each.command)
  await each.run(context)
}
