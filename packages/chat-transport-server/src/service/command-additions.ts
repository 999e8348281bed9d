import type { Logger } from '@chat-transport/core'
import type { ChatServer, ChatServerOptions } from '@chat-transport/server'

type AddedOption = 'authenticate' | 'contents' | 'decorators' | 'hookTimeoutMs' | 'oneDevice' | 'sessionOf'

/** What a program of your own adds to the command: what no setting can say. */
export interface CommandAdditions {
  /** Options of the chat server besides those that settings are for. */
  readonly options?: Pick<ChatServerOptions, AddedOption>
  /**
   * Called with the chat server before it can be reached: adds agents in code, and webhooks. What it returns is closed when the
   * command is told to end, before the store.
   */
  readonly onServer?: (chat: ChatServer, logger: Logger) => { close(): Promise<void> } | undefined
}
