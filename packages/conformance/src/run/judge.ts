import { checkOptions, guards, systemClock } from '@chat-transport/core'
import { createCaseContext } from '../case/case-context.ts'
import type { CaseContext, ConformanceCase } from '../case/conformance-case.ts'
import type { FarSide } from '../far-side/far-side.ts'
import { checkHarness, defaultDeadlineMs, type Harness } from '../far-side/harness.ts'
import { ConformanceFailure, inspect, NotOffered } from '../case/outcome.ts'
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
    const { context, close } = createCaseContext(harness, deadlineMs)
    const cleanSlate = (far: FarSide) =>
      within(resetLimitMs({ deadlineMs }), 'reset() of the far side', async () => far.reset())
    try {
      await cleanSlate(context.far)
      await within(caseLimitMs({ deadlineMs }), 'the case', () => run(each, context))
      return { verdict: 'passed' }
    } catch (cause) {
      if (cause instanceof NotOffered) return { verdict: 'not offered', because: cause.message }
      const because = cause instanceof ConformanceFailure ? cause.message : inspect(cause)
      return { verdict: 'failed', because, trace: context.trace.entries.slice(-traceLength) }
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

async function run(each: ConformanceCase, context: CaseContext): Promise<void> {
  const unsupported = each.command === undefined ? [] : await context.unsupported()
  if (each.command !== undefined && unsupported.includes(each.command)) await tryUnsupported(context, each.command)
  await each.run(context)
}

/** Runs something with a time limit, so that a promise that never settles does not stop the run. */
function within(limitMs: number, what: string, run: () => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new ConformanceFailure(`${what} was not over after ${limitMs} ms`))
    const cancel = systemClock.after(limitMs, late)
    run().then(resolve, reject).finally(cancel)
  })
}

function reportOf(name: string, reports: readonly CaseReport[]): ConformanceReport {
  const count = (verdict: Verdict) => reports.filter((each) => each.verdict === verdict).length
  return {
    name,
    passed: reports.length > 0 && count('failed') === 0,
    totals: {
      passed: count('passed'),
      failed: count('failed'),
      'not offered': count('not offered'),
      'not reached': count('not reached'),
    },
    rules: ruleIds.map((rule) => ruleReport(rule, reports)),
    cases: [...reports],
  }
}

const worstFirst: readonly Verdict[] = ['failed', 'not reached', 'passed', 'not offered']

function ruleReport(rule: RuleId, reports: readonly CaseReport[]): RuleReport {
  const own = reports.filter((each) => each.rule === rule)
  const verdict = worstFirst.find((worst) => own.some((each) => each.verdict === worst)) ?? 'not offered'
  return { rule, sentence: ruleSentence(rule), verdict, cases: own.length }
}
