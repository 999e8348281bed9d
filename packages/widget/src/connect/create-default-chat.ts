import { cometdTransport } from '@chat-transport/cometd'
import { type Chat, type ChatOptions, createChat, webStorage } from '@chat-transport/core'

/** The chat of a widget that was given no other: over CometD, kept in `localStorage`, with files that load when they are needed. */
export function createDefaultChat(server: string, options: Partial<ChatOptions> = {}): Chat {
  return createChat({
    transport: cometdTransport({ url: new URL(server, document.baseURI).href }),
    storage: webStorage({ area: 'local' }),
    files: () => import('@chat-transport/files'),
    ...options,
  })
}
