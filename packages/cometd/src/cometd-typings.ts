import type { Message } from 'cometd'

/** The messages that CometD sends in one frame or request. */
export interface Envelope {
  readonly messages: readonly Message[]
}

/** `negotiation`: the server offers none of our connection types; `unsuccessful`: it refused. */
export interface TransportFailure {
  readonly cause: 'negotiation' | 'unsuccessful' | 'failure'
}

/** Parts of CometD that are missing in its typings. This package uses them and does not export them. */
declare module 'cometd' {
  /** The base class of transports. CometD calls `registered` (which sets `cometd`), `accept`, `reset`, `send`, `abort`. */
  class Transport {
    readonly cometd: CometD
    accept(version: string, crossDomain: boolean, url: string): boolean
    send(envelope: Envelope, metaConnect: boolean): void
    abort(): void
  }

  interface CometD {
    /** Handles one message as if a transport had received it. Throws if it cannot read the message. */
    receive(message: Message): void
    /** Called when a handshake or connect fails; calling `recover` starts CometD's own recovery. */
    onTransportFailure(message: Message, failure: TransportFailure, recover: () => void): void
    /** CometD's output to the console: text first, then whole messages. */
    _warn(text: string, ...details: unknown[]): void
  }
}
