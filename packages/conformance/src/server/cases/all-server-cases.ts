import type { ServerCase, ServerCasePhase, ServerTransport } from '../case/server-case.ts'
import { attachCases } from './attach-cases.ts'
import { bayeuxCases } from './bayeux-cases.ts'
import { changeCases } from './change-cases.ts'
import { commandCases } from './command-cases.ts'
import { contentCases } from './content-cases.ts'
import { cursorCases } from './cursor-cases.ts'
import { fenceCases } from './fence-cases.ts'
import { garbageCases } from './garbage-cases.ts'
import { handshakeCases } from './handshake-cases.ts'
import { historyCases } from './history-cases.ts'
import { holderCases } from './holder-cases.ts'
import { httpCases } from './http-cases.ts'
import { lifeCases } from './life-cases.ts'
import { limitCases } from './limit-cases.ts'
import { outageCases } from './outage-cases.ts'
import { repeatCases } from './repeat-cases.ts'
import { restartCases } from './restart-cases.ts'
import { startCases } from './start-cases.ts'
import { syntaxCases } from './syntax-cases.ts'
import { deviceCases } from './device-cases.ts'
import { identifyCases } from './identify-cases.ts'
import { userCases } from './user-cases.ts'
import { trafficCases } from './traffic-cases.ts'

/** Every case, in the order of the protocol's sections. */
export const serverCases: readonly ServerCase[] = [
  ...handshakeCases,
  ...bayeuxCases,
  ...startCases,
  ...attachCases,
  ...cursorCases,
  ...historyCases,
  ...fenceCases,
  ...holderCases,
  ...commandCases,
  ...repeatCases,
  ...contentCases,
  ...changeCases,
  ...syntaxCases,
  ...userCases,
  ...identifyCases,
  ...deviceCases,
  ...lifeCases,
  ...outageCases,
  ...restartCases,
  ...limitCases,
  ...httpCases,
  ...garbageCases,
  ...trafficCases,
]

/** The cases of one phase that are for this transport. */
export const casesOf = (transport: ServerTransport, phase: ServerCasePhase): readonly ServerCase[] =>
  serverCases.filter((each) => (each.phase ?? 'together') === phase && (each.on?.includes(transport) ?? true))
