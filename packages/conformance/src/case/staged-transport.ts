import type { ChatTransport } from '@chat-transport/core'
import type { CountingClock } from './counting-clock.ts'
import type { TransportOptions } from '../far-side/harness.ts'
import type { StagedNetwork } from './staged-network.ts'

/** A transport with the clock and the network that it was given. */
export interface StagedTransport {
  readonly transport: ChatTransport
  readonly clock: CountingClock
  readonly network: StagedNetwork
}

/** What a case changes in the options of a transport. */
export type TransportChanges = Partial<Omit<TransportOptions, 'clock' | 'network'>>

/** Times that no case reaches, for the options that a case is not about. */
export const unhurried = Object.freeze({
  interruptionTimeoutMs: 600_000,
  silenceTimeoutMs: 600_000,
  openTimeoutMs: 60_000,
})
