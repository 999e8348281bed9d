import { ConformanceFailure, HarnessError, inspect, NotOffered } from '../../case/outcome.ts'
import type { Outcome } from '../../run/judge-cases.ts'
import { caseLimitMs } from '../../run/time-limits.ts'
import { watchUncaughtErrors } from '../../run/uncaught-errors.ts'
import { within } from '../../run/within.ts'
import { OpenStoreContext } from '../case/store-case-context.ts'
import type { StoreCase } from '../case/store-case.ts'
import type { StoreHarness } from '../store-harness.ts'

/** The number of trace entries to report with a failure. */
const traceLength = 30

/** Runs one case on a store of its own. Never rejects. */
export async function tryStoreCase(harness: StoreHarness, each: StoreCase, deadlineMs: number): Promise<Outcome> {
  const context = new OpenStoreContext(harness, deadlineMs)
  const uncaught = watchUncaughtErrors()
  const outcome = await outcomeOf(each, context, caseLimitMs(deadlineMs))
  const because = await context.close()
  const left = await uncaught.end()
  if (outcome.verdict !== 'passed') return outcome
  if (because !== undefined) return { verdict: 'harness error', because }
  return left
    ? { verdict: 'failed', because: `nobody takes an error, for which Node ends: ${inspect(left.error)}` }
    : outcome
}

async function outcomeOf(each: StoreCase, context: OpenStoreContext, limitMs: number): Promise<Outcome> {
  try {
    await within(
      limitMs,
      () => each.run(context),
      (ms) => new ConformanceFailure(`the case was not over after ${ms} ms`),
    )
    const untried = context.untried(each)
    if (untried === undefined) return { verdict: 'passed' }
    return { verdict: 'harness error', because: `the case has tested nothing: ${untried}` }
  } catch (cause) {
    if (cause instanceof NotOffered) return { verdict: 'not offered', because: cause.message }
    const trace = context.trace.entries.slice(-traceLength)
    if (cause instanceof HarnessError) return { verdict: 'harness error', because: cause.message, trace }
    if (cause instanceof ConformanceFailure)
      return { verdict: 'failed', because: cause.message, ...cause.details, trace }
    return { verdict: 'failed', because: inspect(cause), trace }
  }
}
