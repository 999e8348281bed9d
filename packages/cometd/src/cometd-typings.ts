import type { Message } from 'cometd'

/** What cometd hands to a transport: the messages of one frame or request. */
export interface Envelope {
  readonly messages: readonly Message[]
}

/** `negotiation`: none of the connection types the server offers is ours; `unsuccessful`: it refused. */
export interface TransportFailure {
  readonly cause: 'negotiation' | 'unsuccessful' | 'failure'
}

/** The parts of cometd that its own typings leave out. For use inside this package only: none of it is exported again. */
declare module 'cometd' {
  /** The base class of transports. cometd calls `registered` (which sets `cometd`), `accept`, `reset`, `send`, `abort`. */
  class Transport {
    readonly cometd: CometD
    accept(version: string, crossDomain: boolean, url: string): boolean
    send(envelope: Envelope, metaConnect: boolean): void
    abort(): void
  }

  interface CometD {
    /** Takes one message as if a transport had received it. Throws on what it cannot make sense of. */
    receive(message: Message): void
    /** Called when a handshake or connect fails; calling `recover` starts cometd's own recovery. */
    onTransportFailure(message: Message, failure: TransportFailure, recover: () => void): void
    /** What cometd writes to the console: text first, then whole messages. */
    _warn(text: string, ...details: unknown[]): void
    _info(text: string, ...details: unknown[]): void
  }
}
