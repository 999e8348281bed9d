export { withFaults } from './with-faults.ts'
export { createFaults } from './create-faults.ts'
export type { Faults, FaultsOptions, FaultyLine } from './create-faults.ts'
export type { FaultPlan } from './fault-plan.ts'
