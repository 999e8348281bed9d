import type { ChatTransport } from '@chat-transport/core'
import type { CountingClock } from './counting-clock.ts'
import type { TransportOptions } from '../far-side/harness.ts'
import type { FakeNetwork } from './fake-network.ts'

/** A transport, and the clock and the network that it was given. */
export interface TransportUnderTest {
  readonly transport: ChatTransport
  readonly clock: CountingClock
  readonly network: FakeNetwork
}

/** The options of a transport that a case changes. */
export type TransportChanges = Partial<Omit<TransportOptions, 'clock' | 'network'>>

/** Timeouts so long that no case reaches them: for the options that a case does not test. */
export const longTimeouts = Object.freeze({
  interruptionTimeoutMs: 600_000,
  silenceTimeoutMs: 600_000,
  openTimeoutMs: 60_000,
})
