import {
  createChatBackend,
  memorySessionStore,
  type Agent,
  type AttachHandler,
  type BackendSession,
  type ChatBackend,
  type ChatBackendOptions,
  type SessionStore,
  type StoredEvent,
} from '@chat-transport/backend'
import type { AttachCommand, Clock, TranscriptEvent } from '@chat-transport/core'

export type TabServer = ReturnType<typeof tabServer>

const eventOf = ({ index, json }: StoredEvent) => ({ index, ...JSON.parse(json) }) as TranscriptEvent

/** The server of a world of tabs: the real back end, whose sessions outlive a restart, and a record of all that it kept. */
export function tabServer(clock: Clock, options: Partial<ChatBackendOptions> = {}) {
  const transcripts = new Map<string, TranscriptEvent[]>()
  const reads = new Map<string, number>()
  const typed: boolean[] = []
  const attaches: AttachCommand[] = []
  const memory = memorySessionStore()
  let readMs = 0
  const store: SessionStore = {
    ...memory,
    async read(...wanted) {
      if (readMs > 0) await new Promise<void>((resolve) => clock.after(readMs, resolve))
      return memory.read(...wanted)
    },
    async create(record, joined, claim) {
      const stored = await memory.create(record, joined, claim)
      const { id } = stored.record
      if (!transcripts.has(id)) transcripts.set(id, (await memory.read(id, 0, Infinity)).map(eventOf))
      return stored
    },
    async append(sessionId, draft) {
      const appended = await memory.append(sessionId, draft)
      if (appended.outcome === 'appended') transcripts.get(sessionId)?.push(eventOf(appended.event))
      return appended
    },
  }
  const watch = (session: BackendSession) => {
    session.onRead(({ upTo }) => reads.set(session.id, Math.max(upTo, reads.get(session.id) ?? 0)))
    session.onTyping(({ isTyping }) => typed.push(isTyping))
  }
  const start = () => {
    const started = createChatBackend({ clock, store, ...options })
    started.onSession(watch)
    return started
  }
  let running: ChatBackend | undefined = start()
  let backend = running

  const agents = new WeakMap<BackendSession, Agent>()
  let agentTexts = 0
  const sessionsOf = (of: ChatBackend) => of.sessions().filter(({ status }) => status === 'open')

  const handler: AttachHandler = {
    attach(attach, line, context) {
      if (!running) throw new Error('the server is starting')
      attaches.push(attach as AttachCommand)
      return running.attach(attach, line, context)
    },
  }
  return {
    handler,
    /** From now on it takes so long to find what was said before. */
    readsFor: (ms: number) => void (readMs = ms),
    /** All attaches that have come, in order. */
    attaches,
    /** Whether the visitor typed, each time that it was told. */
    typed,
    get backend() {
      return backend
    },
    /** An agent says something in the newest session. Returns what. */
    agentSays(): string | undefined {
      const session = running && sessionsOf(running).at(-1)
      if (!session) return undefined
      const agent = agents.get(session) ?? session.join({ name: 'Grace' })
      agents.set(session, agent)
      const text = `agent.${++agentTexts}`
      void agent.say(text).catch(() => undefined) // A server that stops says nothing more.
      return `the agent says ${text}`
    },
    /** The sessions that go on. */
    open: () => sessionsOf(backend),
    /** All lines end. Its sessions are there again a moment later. */
    async restart() {
      if (!running) return
      running = undefined
      await backend.close()
      backend = running = start()
    },
    /** How far the visitor has read, as agents know it. */
    readUpTo: (sessionId: string) => reads.get(sessionId) ?? 0,
    /** The texts that were said in a session, or in all, in order. */
    texts: (sessionId?: string) =>
      [...transcripts]
        .filter(([id]) => sessionId === undefined || id === sessionId)
        .flatMap(([, events]) => events)
        .flatMap((event) => (event.type === 'EventMessage' ? [Reflect.get(event.content, 'text') as string] : [])),
  }
}
