import type { FarSide, Harness } from '@chat-transport/conformance'

/** What the kit judges, given where the far side is. Runs in Node and in pages. */
export type HarnessFor = (url: string) => Pick<Harness, 'open' | 'createTransport'>

/** A far side that runs, and where a transport finds it. */
export interface RunningFarSide {
  readonly url: string
  readonly far: FarSide
}

/** A transport that needs a network: judged in Node and in browsers. */
export interface NetworkedTransport {
  readonly name: string
  /** A module that exports `harnessFor`. Pages load it too, so it uses nothing of Node's. */
  readonly module: URL
  /** For the current test. `pageOrigin` is where the pages come from that may use it. */
  startFarSide(pageOrigin: string): Promise<RunningFarSide>
}
