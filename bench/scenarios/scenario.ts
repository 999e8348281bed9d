import type { FaultProxy } from '../../test/support/fault-proxy.ts'
import type { Visitor } from '../peers/peer.ts'
import type { PeerName } from '../peers/peers.ts'
import type { ServerProcess } from '../run/server-process.ts'

/** What can be measured of a peer. */
export interface Scenario {
  readonly name: string
  /** What it gives, and in which unit. */
  readonly figures: Readonly<Record<string, Figure>>
  /**
   * When it is played: `once` (in the first round) when it takes long, `waiting` (in the end, with all peers at the same time) when it
   * takes nothing but time.
   */
  readonly when: 'each round' | 'once' | 'waiting'
  /** Whom it can be played with. @default everybody */
  fits?(name: PeerName): boolean
  /** Rejects when the peer fails. */
  run(stage: Stage): Promise<Readonly<Record<string, number>>>
}

export interface Figure {
  readonly unit: string
  readonly better: 'more' | 'less'
  /** What it is about may not come within a bound; its value is `Infinity` then. @default false */
  readonly mayStayAway?: boolean
  /** Whether the documentation shows it as a chart. @default false */
  readonly chart?: boolean
}

/** What a scenario is played on: one client's process, and one server's. What it opens is closed when the scenario is over. */
export interface Stage {
  readonly server: ServerProcess
  visit(through?: FaultProxy): Promise<Visitor>
  /** Puts a line in front of the server, that can be delayed and cut. */
  proxy(): Promise<FaultProxy>
  /** `count`, or milliseconds, or a share of it: a glance only shows that everything runs. */
  few(count: number): number
  /** How long to wait at most for what may not come, a glance or not: who is slower than it has not failed. */
  bound(ms: number): number
}
