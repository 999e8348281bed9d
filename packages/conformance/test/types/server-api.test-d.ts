// Checked by `npm run typecheck`; nothing in here is run.
import * as kit from '@chat-transport/conformance/server'
import type {
  ControlVerb,
  ServerCaseReport,
  ServerConformanceOptions,
  ServerControl,
  ServerReport,
  ServerRuleId,
  ServerTransport,
  ServerVerdict,
} from '@chat-transport/conformance/server'
import { describe, expectTypeOf, test } from 'vitest'

describe('the kit for servers', () => {
  test('is one function, and one that writes its report for people', () => {
    expectTypeOf<keyof typeof kit>().toEqualTypeOf<
      'runServerConformance' | 'formatServerReport' | 'ServerUnreachable'
    >()
    expectTypeOf(kit.runServerConformance).toEqualTypeOf<(options: ServerConformanceOptions) => Promise<ServerReport>>()
    expectTypeOf(kit.formatServerReport).toEqualTypeOf<(report: ServerReport) => string>()
  })

  test('takes a control as functions or as an address; only three verbs are needed', () => {
    expectTypeOf<ServerConformanceOptions['control']>().toEqualTypeOf<ServerControl | string | undefined>()
    expectTypeOf<keyof ServerControl>().toEqualTypeOf<ControlVerb>()
    expectTypeOf<Pick<ServerControl, 'say' | 'end' | 'expire'>>().toExtend<ServerControl>()
    expectTypeOf<Pick<ServerControl, 'say' | 'end'>>().not.toExtend<ServerControl>()
  })

  test('reports plain values', () => {
    expectTypeOf<ServerCaseReport['verdict']>().toEqualTypeOf<ServerVerdict>()
    expectTypeOf<ServerCaseReport['rule']>().toEqualTypeOf<ServerRuleId>()
    expectTypeOf<ServerReport['transports']>().toEqualTypeOf<readonly ServerTransport[]>()
  })
})
