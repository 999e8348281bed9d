import { createChat, memoryStorage, type ChatSession, type SessionStorage } from '@chat-transport/core'
import { onTestFinished } from 'vitest'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { memoryTransport, type MemoryTransport, type MemoryTransportOptions } from '../../src/index.ts'

/** A page with a chat. Pages that share a transport and a storage are tabs, or reloads, of one visitor. */
export interface MemoryPage {
  readonly transport: MemoryTransport
  readonly storage: SessionStorage
  readonly start: () => Promise<ChatSession>
  readonly restore: () => Promise<ChatSession>
  /** The same visitor opens another page: a second tab, or what a reload brings. */
  readonly openAnother: () => MemoryPage
  /** Lets time pass. The back end answers whoever attaches meanwhile. */
  readonly pass: (ms: number) => Promise<void>
  readonly timers: () => number
}

/** The back end, and the sessions of every page, end with the test. */
export function openMemory(options: MemoryTransportOptions = {}): MemoryPage {
  const clock = fakeClock()
  const transport = memoryTransport({ clock, ...options })
  onTestFinished(() => transport.backend.close())
  const openPage = (storage: SessionStorage): MemoryPage => {
    const chat = createChat({ transport, storage, clock })
    const kept = (session: ChatSession) => {
      onTestFinished(() => void session.detach()) // what it waits for may need time that nobody lets pass any more
      return session
    }
    return {
      transport,
      storage,
      pass: clock.advance,
      start: async () => kept(await chat.startSession({ nickname: 'Ada' })),
      async restore() {
        const session = await chat.restoreSession()
        if (!session) throw new Error('there was nothing to restore')
        return kept(session)
      },
      openAnother: () => openPage(storage),
      timers: () => clock.pending,
    }
  }
  return openPage(memoryStorage())
}
