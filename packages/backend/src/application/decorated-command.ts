import type { ChatCommand, Identify, ReadTranscript } from '@chat-transport/core'

/** What decorators see. An `Identify` holds what nobody else may see, and by a `ReadTranscript` nothing happens. */
export type DecoratedCommand = Exclude<ChatCommand, Identify | ReadTranscript>
