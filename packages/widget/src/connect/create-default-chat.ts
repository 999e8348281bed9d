import { cometdTransport } from '@chat-transport/cometd'
import { type Chat, type ChatOptions, createChat } from '@chat-transport/core'
import { sharedByTabs } from '@chat-transport/tabs'
import type { WidgetTabs } from '../model/tabs/widget-tabs.ts'
import { widgetTabs } from './widget-tabs.ts'

/**
 * The chat of a widget that was given no other: over CometD, one for all tabs of the browser and so kept in `localStorage`, with files that
 * load when they are needed.
 */
export function createDefaultChat(
  server: string,
  options: Partial<ChatOptions> = {},
): { readonly chat: Chat; readonly tabs: WidgetTabs } {
  const transport = sharedByTabs(cometdTransport({ url: new URL(server, document.baseURI).href }))
  const chat = createChat({ transport, files: () => import('@chat-transport/files'), ...options })
  return { chat, tabs: widgetTabs(transport) }
}
