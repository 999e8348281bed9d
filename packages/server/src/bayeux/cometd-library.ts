import { createRequire } from 'node:module'
import type { BayeuxMessage } from './bayeux-frame.ts'

/** The part of `cometd-nodejs-server` that we use. */
export interface CometdLibrary {
  createCometDServer(options: Readonly<Record<string, unknown>>): CometdServer
}
export interface CometdServer {
  policy: CometdPolicy
  addExtension(extension: { outgoing(...args: OutgoingArguments): void }): void
  createServerChannel(name: string): { addListener(event: 'message', listener: MessageListener): void }
  handle(request: unknown, response: unknown): void
  close(): void
}
export type Done<Result> = (failure?: unknown, result?: Result) => void
export type OutgoingArguments = [server: unknown, from: unknown, to: unknown, message: CometdReply, done: Done<boolean>]
export type MessageListener = (
  ...args: [session: CometdSession, channel: unknown, message: BayeuxMessage, done: Done<boolean>]
) => void
export interface CometdPolicy {
  canHandshake(session: CometdSession, message: CometdHandshake, done: Done<boolean>): void
  canCreate(...args: [session: unknown, message: unknown, channel: string, done: Done<boolean>]): void
  canSubscribe(...args: [session: unknown, message: unknown, channel: unknown, done: Done<boolean>]): void
}
export interface CometdSession {
  readonly id: string
  addListener(event: 'removed', listener: () => void): void
  addExtension(extension: {
    outgoing(...args: [from: unknown, to: unknown, message: CometdReply, done: Done<CometdReply>]): void
  }): void
  batch(deliver: () => void): void
  deliver(...args: [sender: null, channel: string, data: unknown]): void
  disconnect(): void
}
export interface CometdReply {
  readonly channel: string
  ext?: Record<string, unknown>
  supportedConnectionTypes?: string[]
}
export interface CometdHandshake extends BayeuxMessage {
  readonly reply: CometdReply
}

/** Loads the library. It is a CommonJS module whose exports an ES import does not see. */
export const { createCometDServer } = createRequire(import.meta.url)('cometd-nodejs-server') as CometdLibrary
