import type { LineFailure } from '@chat-transport/core'
import type { Message, Transport } from 'cometd'
import type { StartTimer } from './link-timers.ts'

/** Where a transport reports to: the link it belongs to. */
export interface ClosableTransportListener {
  /** One frame or response: the text of an array of Bayeux messages. `request` holds the messages that a response answers. */
  received(text: unknown, request?: readonly Message[]): void
  /** A part of something has gone or come on the path that delivers events. */
  progress(): void
  lost(cause: LineFailure): void
}

export interface ClosableTransportOptions extends ClosableTransportListener {
  readonly url: URL
  readonly requestHeaders: HeadersInit
  /** Starts a timer that ends with the link. */
  readonly startTimer: StartTimer
}

/**
 * A CometD transport that can be closed at every moment. CometD's own transports cannot be closed while they connect.
 * It reports failures to the link, never to CometD, which would try to recover.
 */
export interface ClosableTransport extends Transport {
  /** Closes the transport. `goodbye` is the text of a last message: it is sent if possible, without waiting for an answer. */
  close(goodbye?: string): void
}
