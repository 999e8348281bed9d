import { conformanceCases } from '../cases/all-cases.ts'
import type { Harness } from '../far-side/harness.ts'
import { createJudge, type ConformanceOptions } from './judge.ts'
import type { ConformanceReport } from '../report/report.ts'

/** Runs every case, one after another, without a test runner. Never rejects for a broken rule. */
export async function runConformance(harness: Harness, options: ConformanceOptions = {}): Promise<ConformanceReport> {
  const judge = createJudge(harness, options)
  for (const each of conformanceCases(harness)) await judge.judge(each)
  return judge.report()
}
