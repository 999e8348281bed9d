export type { Harness, Timing, TransportOptions } from './harness.ts'
export * from './far-side.ts'
export { createFarSide } from './create-far-side.ts'
export type {
  BackEndHand,
  FrontAttachment,
  FrontEntrance,
  FrontLine,
  FrontResult,
  StagedFarSide,
  WireHand,
} from './create-far-side.ts'
export { runConformance } from './run-conformance.ts'
export { defineConformanceTests } from './define-conformance-tests.ts'
export type { TestRunner } from './define-conformance-tests.ts'
export { createJudge } from './judge.ts'
export type { ConformanceOptions, Judge } from './judge.ts'
export { conformanceCases, linkCases, transportCases } from './conformance-cases.ts'
export type { CaseContext, ConformanceCase, Outcome } from './conformance-case.ts'
export { formatCase, formatMatrix, formatReport } from './format-report.ts'
export type { CaseReport, ConformanceReport, RuleReport, Verdict } from './report.ts'
export { ruleIds, rules, ruleSentence } from './rules.ts'
export type { LinkRule, RuleId, TransportRule } from './rules.ts'
export type { StagedTransport, TransportChanges } from './staged-transport.ts'
export type { Trace, TraceEntry } from './trace.ts'
