// Checked by `npm run typecheck`; nothing in here is run.
import {
  defineConformanceTests,
  runConformance,
  type CaseReport,
  type ConformanceOptions,
  type ConformanceReport,
  type FarSide,
  type Harness,
  type RuleId,
  type TestRunner,
  type Timing,
  type TransportOptions,
  type Verdict,
} from '@chat-transport/conformance'
import type { ChatTransport, LinkedTransportOptions, OpenLink } from '@chat-transport/core'
import { describe, expectTypeOf, it, test } from 'vitest'

describe('a harness', () => {
  test('has a link, a transport, or both, and a far side', () => {
    expectTypeOf<{ name: string; far: FarSide; open: OpenLink }>().toExtend<Harness>()
    expectTypeOf<{ name: string; far: FarSide; createTransport: () => ChatTransport }>().toExtend<Harness>()
    expectTypeOf<{ name: string; open: OpenLink }>().not.toExtend<Harness>()
    expectTypeOf<Harness['timing']>().toEqualTypeOf<Partial<Timing> | undefined>()
  })

  test('makes its transport with options that linkedTransport takes', () => {
    expectTypeOf<Parameters<NonNullable<Harness['createTransport']>>>().toEqualTypeOf<[options: TransportOptions]>()
    expectTypeOf<TransportOptions>().toExtend<Omit<LinkedTransportOptions, 'name' | 'open'>>()
  })
})

describe('a run', () => {
  test('is one function, or tests of a runner', () => {
    expectTypeOf(runConformance).toEqualTypeOf<
      (harness: Harness, options?: ConformanceOptions) => Promise<ConformanceReport>
    >()
    expectTypeOf(defineConformanceTests).toEqualTypeOf<
      (harness: Harness, runner: TestRunner, options?: ConformanceOptions) => void
    >()
    expectTypeOf({ describe, it }).toExtend<TestRunner>()
  })

  test('gives a verdict for each case and each rule', () => {
    expectTypeOf<Verdict>().toEqualTypeOf<'passed' | 'failed' | 'harness error' | 'not offered' | 'not reached'>()
    expectTypeOf<ConformanceReport['cases']>().toEqualTypeOf<readonly CaseReport[]>()
    expectTypeOf<Pick<CaseReport, 'id' | 'rule' | 'title' | 'verdict' | 'durationMs'>>().toEqualTypeOf<{
      readonly id: string
      readonly rule: RuleId
      readonly title: string
      readonly verdict: Verdict
      readonly durationMs: number
    }>()
    expectTypeOf<'T17'>().toExtend<RuleId>()
    expectTypeOf<'T99'>().not.toExtend<RuleId>()
  })
})
