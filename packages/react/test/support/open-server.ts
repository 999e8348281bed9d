import { createChat, memoryStorage, type Chat, type ChatOptions } from '@chat-transport/core'
import { memoryTransport, type MemoryTransport, type MemoryTransportOptions } from '@chat-transport/memory'
import { onTestFinished } from 'vitest'

export interface Server extends Pick<MemoryTransport, 'far' | 'backend'> {
  readonly transport: MemoryTransport
  /** A chat of another visitor. */
  newChat(options?: Partial<ChatOptions>): Chat
  /** How often a visitor has come, or come back, so far. */
  attaches(): number
  /** All texts in the transcript of the newest session. */
  heard(): Promise<string[]>
}

/** A chat server in this page. */
export function openServer(options: MemoryTransportOptions = {}): Server {
  const transport = memoryTransport(options)
  const { far, backend } = transport
  onTestFinished(() => backend.close())
  let attaches = 0
  backend.onSession((session) => {
    session.onVisitorAttached(() => void attaches++)
  })
  return {
    transport,
    far,
    backend,
    newChat: (own = {}) => createChat({ transport, storage: memoryStorage(), ...own }),
    attaches: () => attaches,
    async heard() {
      const transcript = await far.session.transcript()
      return transcript.flatMap((event) =>
        event.type === 'EventMessage' && event.content.type === 'text' ? [event.content.text] : [],
      )
    },
  }
}
