import type { AttachCommand, ChatCommand } from '@chat-transport/core'
import type { ChatRefusal } from '../commands/refusal.ts'
import type { AttachContext } from '../visitor/visitor-line.ts'
import type { BackendSession } from './backend-session.ts'

/**
 * Sees each new command of a visitor before it takes effect, in the order given. Returns the command, changed or not (its
 * `type` and `id` stay), or refuses it: by throwing or returning a `ChatRefusal`, normally with code 51. Anything else thrown
 * is error 52. A repeat of a command that is known to be accepted is not shown again.
 */
export type CommandDecorator = (
  command: ChatCommand,
  session: BackendSession,
) => ChatCommand | ChatRefusal | Promise<ChatCommand | ChatRefusal>

/** An attach as hooks see it: without the secret. */
export type AttachRequest = AttachCommand extends infer Command
  ? Command extends unknown
    ? Omit<Command, 'secret'>
    : never
  : never

/**
 * Decides at every attach, restores included, whether the visitor may come in: `false` is error 101, a thrown `ChatRefusal` has
 * its own code. Anything else thrown says nothing about the visitor, so it is error 100: the page tries again.
 */
export type Authenticate = (request: AttachRequest, context: AttachContext) => boolean | void | Promise<boolean | void>
