import { storeCases } from '../cases/all-store-cases.ts'
import type { StoreHarness } from '../store-harness.ts'
import { createStoreJudge, type StoreConformanceOptions, type StoreReport } from './create-store-judge.ts'

/** Runs every case, one after another, without a test runner. Never rejects for a broken rule. */
export async function runStoreConformance(
  harness: StoreHarness,
  options: StoreConformanceOptions = {},
): Promise<StoreReport> {
  const judge = createStoreJudge(harness, options)
  for (const each of storeCases) await judge.judge(each)
  return judge.report()
}
