import { type BackendSession, type ChatBackend, createChatBackend, memorySessionStore } from '@chat-transport/backend'
import type { AttachHandler } from '@chat-transport/backend'
import { type EventMessage, textOf, type TranscriptEvent } from '@chat-transport/core'

export interface DemoServer extends AttachHandler {
  /** Stops it, and starts it again after `downMs` on the same store, as a process that is restarted does. */
  restart(downMs: number): Promise<void>
  /** Grace says something that nobody has asked for. */
  speak(): Promise<void>
  /** What the store has of the newest chat. */
  transcript(): Promise<readonly TranscriptEvent[]>
}

const news = ['Your parcel has left our house.', 'It is on the van.', 'It is three stops away.', 'It is at your door.']

export interface DemoServerOptions {
  /** The transcript has grown. */
  readonly changed: () => void
  /** Ends it. */
  readonly signal: AbortSignal
}

/** The chat server, in the page. */
export function createDemoServer({ changed, signal }: DemoServerOptions): DemoServer {
  const store = memorySessionStore() // outlives a restart, as a database does
  let backend = started()
  let session: BackendSession | undefined
  let said = 0

  function started(): ChatBackend {
    const next = createChatBackend({ store })
    next.onSession((shown) => {
      session = shown
      shown.onTranscript(changed)
      void answerAll(shown)
    })
    return next
  }
  signal.addEventListener('abort', () => void backend.close())
  return {
    attach: (command, line, context) => backend.attach(command, line, context),
    async restart(downMs) {
      await backend.close()
      await new Promise((resolve) => setTimeout(resolve, downMs))
      if (!signal.aborted) backend = started()
    },
    async speak() {
      const text = news[said++ % news.length] ?? ''
      await session?.join(grace).say(text)
    },
    transcript: async () => (await session?.transcript()) ?? [],
  }
}

const grace = { id: 'grace', name: 'Grace' }

/** Answers what the visitor says, and has said while the server was away. */
async function answerAll(session: BackendSession): Promise<void> {
  const agent = session.join(grace)
  // A server that is stopped in the middle does not know whether it has answered: with the same id it may do so again.
  const answer = ({ index, content }: EventMessage) =>
    agent
      .once(`answer-${index}`)
      .say(`I have read “${textOf(content)}”.`)
      .catch(() => undefined) // the next start answers it
  session.onMessage(answer)
  for (const event of await session.transcript()) {
    if (event.type === 'EventMessage' && event.party.id === session.party.id) await answer(event)
  }
}
