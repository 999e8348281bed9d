import type { AttachCommand } from '@chat-transport/core'
import type { ChatRefusal } from '../commands/refusal.ts'
import type { AttachContext } from '../visitor/visitor-line.ts'
import type { BackendSession } from './backend-session.ts'
import type { ChatUser } from './chat-user.ts'
import type { DecoratedCommand } from './decorated-command.ts'

/**
 * Sees each new command of a visitor before it takes effect, in the order given. Returns the command, changed or not (its
 * `type` and `id` stay), or refuses it: by throwing or returning a `ChatRefusal`, normally with code 51. Anything else thrown
 * is error 52. A repeat of a command that is known to be accepted is not shown again.
 */
export type CommandDecorator = (
  command: DecoratedCommand,
  session: BackendSession,
) => Awaitable<DecoratedCommand | ChatRefusal>

/** An attach as hooks see it: without the secret, and without `auth`, which `authenticate` finds in its context. */
export type AttachRequest = AttachCommand extends infer Command
  ? Command extends unknown
    ? Omit<Command, 'secret' | 'auth'>
    : never
  : never

/** A visitor says on an open line that they have signed in. */
export interface IdentifyRequest {
  readonly type: 'Identify'
  readonly id: string
  readonly sessionId: string
}

/** The request that opened the line, and what the log-in of the application has given the page. */
export interface AuthenticateContext extends AttachContext {
  /** Of an attach: `undefined` if the page has nothing to give. Never log or store it. */
  readonly auth?: string
}

/** What `authenticate` says of a visitor who may come in and is known. */
export interface Authenticated {
  readonly user: ChatUser
  /** Epoch milliseconds. The line ends then, and its page comes back with fresh credentials. */
  readonly expiresAt?: number
}

/**
 * Decides at every attach, restores included, and at every `Identify`, who the visitor is and whether they may come in. `true`
 * or nothing lets somebody in who is not known. `false` is error 101 (3 to an `Identify`), a thrown `ChatRefusal` has its own code. Anything else
 * thrown or returned says nothing about the visitor: an attach is answered with error 100, and the page tries again.
 */
export type Authenticate = (
  request: AttachRequest | IdentifyRequest,
  context: AuthenticateContext,
) => Awaitable<boolean | void | Authenticated>

/**
 * Chooses the session that a user's start comes to: gives its id, or `undefined` for a new one. The session must be the
 * user's. If it is gone or has ended, a new one is made.
 */
export type SessionOf = (user: ChatUser) => Awaitable<string | undefined>

type Awaitable<Value> = Value | Promise<Value>
