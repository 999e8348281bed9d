import type { PeerName } from '../peers/peers.ts'

/** One figure of one peer in one round. */
export interface Result extends PeerName {
  readonly scenario: string
  readonly figure: string
  readonly round: number
  /** `Infinity`: it has not come within its bound, for which its figure allows. */
  readonly value: number
}

/** A peer has not got through a scenario. */
export interface Failure extends PeerName {
  readonly scenario: string
  readonly round: number
  readonly cause: string
}

/** What was measured under the same conditions. Only rounds of one run compare. */
export interface Run {
  readonly conditions: Conditions
  readonly results: readonly Result[]
  readonly failures: readonly Failure[]
}

/** Where, when and of what figures were taken. */
export interface Conditions {
  readonly date: string
  readonly commit: string
  readonly node: string
  readonly machine: Machine
  /** 1, or less for a glance. */
  readonly share: number
  readonly rounds: number
  /** Of the peers' packages. */
  readonly versions: Readonly<Record<string, string>>
}

export interface Machine {
  readonly cores: number
  readonly model: string
  readonly memoryGb: number
  /** How many processes wanted a processor, in the minute before. */
  readonly load: number
}

export const failureText = ({ transport, peer, scenario, round, cause }: Failure) =>
  `${peer} over ${transport} has failed in “${scenario}”, round ${round}: ${cause}`
