import type { ChatCommand, Identify } from '@chat-transport/core'

/** What decorators see. An `Identify` holds what nobody else may see. */
export type DecoratedCommand = Exclude<ChatCommand, Identify>
