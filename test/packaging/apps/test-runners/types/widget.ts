// Resolved in every way that TypeScript has: see the tests.
import { cometdTransport } from '@chat-transport/cometd'
import { type ChatSession, createChat } from '@chat-transport/core'
import { memoryTransport } from '@chat-transport/memory'

export async function openWidget(url?: string): Promise<ChatSession> {
  const transport = url === undefined ? memoryTransport() : cometdTransport({ url })
  return createChat({ transport }).startSession({ nickname: 'Ada' })
}
