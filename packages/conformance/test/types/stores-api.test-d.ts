// Checked by `npm run typecheck`; nothing in here is run.
import type { SessionStore } from '@chat-transport/backend'
import type { TestRunner as TransportTestRunner } from '@chat-transport/conformance'
import {
  defineStoreTests,
  runStoreConformance,
  type StoreCaseReport,
  type StoreConformanceOptions,
  type StoreHarness,
  type StoreReport,
  type StoreRuleId,
  type TestRunner,
  type Verdict,
} from '@chat-transport/conformance/stores'
import { describe, expectTypeOf, it, test } from 'vitest'

describe('the kit for stores', () => {
  test('needs a name and a way to make stores, at once or later', () => {
    expectTypeOf<{ name: string; createStore: () => SessionStore }>().toExtend<StoreHarness>()
    expectTypeOf<{ name: string; createStore: () => Promise<SessionStore> }>().toExtend<StoreHarness>()
    expectTypeOf<{ name: string }>().not.toExtend<StoreHarness>()
  })

  test('is one function, or tests of a runner', () => {
    expectTypeOf(runStoreConformance).toEqualTypeOf<
      (harness: StoreHarness, options?: StoreConformanceOptions) => Promise<StoreReport>
    >()
    expectTypeOf(defineStoreTests).toEqualTypeOf<
      (harness: StoreHarness, runner: TestRunner, options?: StoreConformanceOptions) => void
    >()
    expectTypeOf({ describe, it }).toExtend<TestRunner>()
    expectTypeOf<TestRunner>().toEqualTypeOf<TransportTestRunner>()
  })

  test('gives a verdict for each case', () => {
    expectTypeOf<StoreReport['cases']>().toEqualTypeOf<readonly StoreCaseReport[]>()
    expectTypeOf<StoreCaseReport['verdict']>().toEqualTypeOf<Verdict>()
    expectTypeOf<StoreCaseReport['rule']>().toEqualTypeOf<StoreRuleId>()
  })
})
