export { runServerConformance } from './run/run-server-conformance.ts'
export type { ServerConformanceOptions } from './run/run-server-conformance.ts'
export { ServerUnreachable } from './run/reach-server.ts'
export type { ControlVerb, ServerControl } from './control/server-control.ts'

// What comes out.
export { formatServerReport } from './report/format-server-report.ts'
export type { ServerCaseReport, ServerReport, ServerRuleReport, ServerVerdict } from './report/server-report.ts'
export type { ServerTransport } from './case/server-case.ts'
export type { ServerRuleId } from './rules/server-rules.ts'
