export type { Harness, Timing, TransportOptions } from './far-side/harness.ts'
export { farSideVerbs, remoteFarSide } from './far-side/far-side.ts'
export type {
  AttachPlan,
  CarryVerb,
  CommandPlan,
  ErrorFields,
  FarSession,
  FarSide,
  FarSideEffects,
  FarSideVerb,
  RequestPlan,
  Skip,
} from './far-side/far-side.ts'
export { createFarSide } from './far-side/create-far-side.ts'
export { createRequestPlans } from './far-side/request-plans.ts'
export type { RequestPlans } from './far-side/request-plans.ts'
export type { FarSideSetup } from './far-side/create-far-side.ts'
export type { WireControl } from './far-side/wire-control.ts'
export type { BackEndControl } from './far-side/back-end-control.ts'
export type { FrontAttachHandler, FrontAttachment, FrontLine, FrontResult } from './far-side/front.ts'
export { runConformance } from './run/run-conformance.ts'
export { defineConformanceTests } from './run/define-conformance-tests.ts'
export type { TestRunner } from './run/define-tests.ts'
export { createJudge } from './run/judge.ts'
export type { ConformanceOptions, Judge } from './run/judge.ts'
export { conformanceCases, linkCases, transportCases } from './cases/all-cases.ts'
export type { CaseContext, ConformanceCase, Outcome } from './case/conformance-case.ts'
export { formatCase, formatMatrix, formatReport } from './report/format-report.ts'
export type { CaseReport, ConformanceReport, HarnessReport, RuleReport, Verdict } from './report/report.ts'
export { ruleIds, rules, ruleSentence } from './rules.ts'
export type { LinkRule, RuleId, TransportRule } from './rules.ts'
export type { TransportUnderTest, TransportChanges } from './case/transport-under-test.ts'
export type { Trace, TraceEntry } from './case/trace.ts'
