import { checkOptions, guards, systemClock } from '@chat-transport/core'
import { createCaseContext } from '../case/case-context.ts'
import type { Evidence } from '../case/evidence.ts'
import type { CaseContext, ConformanceCase } from '../case/conformance-case.ts'
import type { FarSide } from '../far-side/far-side.ts'
import { checkHarness, defaultDeadlineMs, type Harness } from '../far-side/harness.ts'
import { ConformanceFailure, HarnessError, inspect, NotOffered } from '../case/outcome.ts'
import type { CaseReport, ConformanceReport, RuleReport, Verdict } from '../report/report.ts'
import { ruleIds, ruleSentence, type RuleId } from '../rules.ts'
import { tryUnsupported } from './unsupported-command.ts'

export interface ConformanceOptions {
  /**
   * The longest wait for one thing that must happen. On a slow machine raise this one number: the defaults of the harness's
   * `timing` grow with it. @default 2000
   */
  readonly deadlineMs?: number
}

/** Runs cases, and records which rules are broken. */
export interface Judge {
  /** Runs one case of `conformanceCases(harness)`. Call it for one case at a time, in their order. A broken rule never rejects. */
  judge(each: ConformanceCase): Promise<CaseReport>
  /** The outcomes of the cases judged so far. */
  report(): ConformanceReport
}

/** The longest time for a case, which waits for several things. A case that takes longer hangs in a verb of the far side. */
export const caseLimitMs = ({ deadlineMs = defaultDeadlineMs }: ConformanceOptions): number => 30 * deadlineMs

/** The longest time for a reset of the far side, before a case and after it. */
const resetLimitMs = (options: ConformanceOptions): number => caseLimitMs(options) / 3

/** The number of trace entries to report with a failure. */
const traceLength = 30

/**
 * Judges the cases of one harness one by one, for a runner that `defineConformanceTests` does not fit. Throws a `TypeError` or `RangeError` that names what is wrong in the harness or the options.
 */
export function createJudge(harness: Harness, options: ConformanceOptions = {}): Judge {
  checkHarness(harness)
  checkOptions('createJudge', options, { deadlineMs: guards.optional(guards.positive) })
  const { deadlineMs = defaultDeadlineMs } = options
  const reports: CaseReport[] = []
  const isBroken = (rule: RuleId) =>
    reports.some((each) => each.rule === rule && (each.verdict === 'failed' || each.verdict === 'not reached'))

  async function verdictOf(each: ConformanceCase): Promise<Pick<CaseReport, 'verdict' | 'because' | 'trace'>> {
    const brokenRules = each.requires?.filter(isBroken) ?? []
    if (brokenRules.length > 0) return { verdict: 'not reached', because: `it requires ${brokenRules.join(', ')}` }
    const { context, misses, close } = createCaseContext(harness, deadlineMs)
    const cleanSlate = (far: FarSide) =>
      within(
        resetLimitMs({ deadlineMs }),
        async () => far.reset(),
        (ms) => new HarnessError(`reset() of the far side was not over after ${ms} ms`),
      )
    try {
      await cleanSlate(context.far)
      await within(
        caseLimitMs({ deadlineMs }),
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
  return {
    async judge(each) {
      const startedAt = systemClock.monotonic()
      const verdict = await verdictOf(each)
      const { id, rule, title } = each
      const report = { id, rule, title, ...verdict, durationMs: Math.round(systemClock.monotonic() - startedAt) }
      reports.push(report)
      return report
    },
    report: () => reportOf(harness.name, reports),
  }
}

type Outcome = Pick<CaseReport, 'verdict' | 'because'>

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
  if (atTheWire.length === 0) return { verdict: 'failed', because }
  return { verdict: 'harness error', because: `${atTheWire.join('; ')}, and then: ${because}` }
}

async function run(each: ConformanceCase, context: CaseContext): Promise<void> {
  const unsupported = each.command === undefined ? [] : await context.unsupported()
  if (each.command !== undefined && unsupported.includes(each.command)) await tryUnsupported(context, each.command)
  await each.run(context)
}

/** Runs something with a time limit, so that a promise that never settles does not stop the run. */
function within(limitMs: number, run: () => Promise<void>, tooLate: (limitMs: number) => Error): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = systemClock.after(limitMs, () => reject(tooLate(limitMs)))
    run().then(resolve, reject).finally(cancel)
  })
}

function reportOf(name: string, reports: readonly CaseReport[]): ConformanceReport {
  const count = (verdict: Verdict) => reports.filter((each) => each.verdict === verdict).length
  return {
    name,
    passed: reports.length > 0 && reports.length === count('passed') + count('not offered'),
    totals: {
      passed: count('passed'),
      failed: count('failed'),
      'harness error': count('harness error'),
      'not offered': count('not offered'),
      'not reached': count('not reached'),
    },
    rules: ruleIds.map((rule) => ruleReport(rule, reports)),
    cases: [...reports],
  }
}

const worstFirst: readonly Verdict[] = ['failed', 'harness error', 'not reached', 'passed', 'not offered']

function ruleReport(rule: RuleId, reports: readonly CaseReport[]): RuleReport {
  const own = reports.filter((each) => each.rule === rule)
  const verdict = worstFirst.find((worst) => own.some((each) => each.verdict === worst)) ?? 'not offered'
  return { rule, sentence: ruleSentence(rule), verdict, cases: own.length }
}
