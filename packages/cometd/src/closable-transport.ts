import type { Message, Transport } from 'cometd'

/** What a wire tells the link it belongs to. */
export interface WireListener {
  /** One frame or response: the text of an array of Bayeux messages. `asked` is what a response is the response to. */
  received(text: unknown, asked?: readonly Message[]): void
  lost(cause: Error): void
}

export interface WireOptions extends WireListener {
  readonly url: URL
  readonly requestHeaders: Readonly<Record<string, string>>
}

/**
 * A cometd transport that ends when it is told to, at every moment: also while connecting, where the stock ones cannot.
 * It never reports a failure to cometd, which would try to recover, but to the link.
 */
export interface Wire extends Transport {
  /** Ends the wire. With `goodbye`, the text of that last message still goes out if it can; its answer is not awaited. */
  close(goodbye?: string): void
}
