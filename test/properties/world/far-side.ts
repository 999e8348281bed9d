import {
  ChatRefusal,
  createChatBackend,
  memorySessionStore,
  type Agent,
  type BackendSession,
  type ChatBackend,
  type CommandDecorator,
  type SessionStore,
  type StoredEvent,
  type VisitorEntrance,
} from '@chat-transport/backend'
import { ChatError, abortableDelay, type AttachCommand, type Clock, type TranscriptEvent } from '@chat-transport/core'

/** How the store takes an event: `lost` = it keeps it, and nobody is told; `unreachable` = it does not, and nobody is told. */
export type StoreTrouble = 'none' | 'slow' | 'unreachable' | 'lost'

/** What the server was made to do to the next commands. */
export interface Mishaps {
  readonly storeTroubles: StoreTrouble[]
  readonly verdicts: ('refused' | 'failed')[]
  /** How long a decorator thinks about each command. */
  thinkingMs: number
}

/** The server: the real back end on its memory store, and everything it was ever given to keep. */
export interface FarSide {
  readonly entrance: VisitorEntrance
  readonly mishaps: Mishaps
  /** By session id, every event that was ever kept, in order. */
  readonly transcripts: ReadonlyMap<string, readonly TranscriptEvent[]>
  /** By the id of an attach, how far the transcript went when it was accepted. */
  readonly heads: ReadonlyMap<string, number>
  /** The texts that a decorator has refused. */
  readonly turnedDown: ReadonlySet<string>
  /** By the id of the start, the sessions it has made. */
  readonly started: ReadonlyMap<string, readonly string[]>
  /** The sessions that are neither over nor forgotten. */
  openSessions(): readonly string[]
  agentSays(): void
  agentTypes(): void
  agentEnds(): void
  expire(): void
  /** The process goes down and comes up again, with the same store. */
  restart(): void
  close(): Promise<void>
}

export interface FarSideOptions {
  readonly clock: Clock
  /** What is put in place of the store. */
  readonly alterStore?: (store: SessionStore) => SessionStore
  readonly alterEntrance?: (entrance: VisitorEntrance, clock: Clock) => VisitorEntrance
}

const eventOf = ({ index, json }: StoredEvent) => ({ index, ...JSON.parse(json) }) as TranscriptEvent

export function createFarSide({ clock, alterStore, alterEntrance }: FarSideOptions): FarSide {
  const mishaps: Mishaps = { storeTroubles: [], verdicts: [], thinkingMs: 0 }
  const transcripts = new Map<string, TranscriptEvent[]>()
  const started = new Map<string, string[]>()
  const heads = new Map<string, number>()
  const open = new Set<string>()
  const memory = memorySessionStore()
  const real = alterStore?.(memory) ?? memory

  const observed: SessionStore = {
    ...real,
    async create(record, joined, claim) {
      const stored = await real.create(record, joined, claim)
      if (stored.record.id !== record.id) return stored
      started.set(record.startId, [...(started.get(record.startId) ?? []), record.id])
      transcripts.set(record.id, (await real.read(record.id, 0, Infinity)).map(eventOf))
      open.add(record.id)
      return stored
    },
    async append(sessionId, draft) {
      const trouble = mishaps.storeTroubles.shift()
      if (trouble === 'slow') await abortableDelay(clock, 300, new AbortController().signal)
      if (trouble === 'unreachable') throw new Error('the store is out of reach')
      const appended = await real.append(sessionId, draft)
      if (appended.outcome === 'appended') {
        transcripts.get(sessionId)?.push(eventOf(appended.event))
        if (draft.isEnd) open.delete(sessionId)
      }
      if (trouble === 'lost') throw new Error('the answer of the store was lost')
      return appended
    },
    async remove(sessionId) {
      open.delete(sessionId)
      return real.remove(sessionId)
    },
  }

  /** By command id: who turns a command down does not let its repeat pass. */
  const verdictsGiven = new Map<string, Mishaps['verdicts'][number]>()
  const turnedDown = new Set<string>()
  const think: CommandDecorator = async (command) => {
    if (mishaps.thinkingMs > 0) await abortableDelay(clock, mishaps.thinkingMs, new AbortController().signal)
    const verdict = verdictsGiven.get(command.id) ?? mishaps.verdicts.shift()
    if (verdict) verdictsGiven.set(command.id, verdict)
    if (verdict && command.type === 'SendMessage') turnedDown.add(command.content.text)
    if (verdict === 'failed') throw new Error('the decorator failed')
    return verdict === 'refused' ? new ChatRefusal(51, 'not here') : command
  }
  const start = () => createChatBackend({ clock, store: observed, decorators: [think] })

  let backend: ChatBackend | undefined = start()
  let agentTexts = 0
  const agents = new WeakMap<BackendSession, Agent>()
  const session = () =>
    backend
      ?.sessions()
      .filter(({ status }) => status === 'open')
      .at(-1)
  const agent = () => {
    const current = session()
    if (!current) return undefined
    const present = agents.get(current) ?? current.join({ name: 'Grace' })
    agents.set(current, present)
    return present
  }
  const entrance: VisitorEntrance = {
    async attach(command, line, context) {
      const { id } = command as AttachCommand
      if (!backend) return { answer: { type: 'EventError', error: starting, commandId: id } }
      const result = await backend.attach(command, line, context)
      if (result.attachment) heads.set(id, result.answer.head)
      return result
    },
  }
  return {
    entrance: alterEntrance?.(entrance, clock) ?? entrance,
    mishaps,
    transcripts,
    heads,
    turnedDown,
    started,
    openSessions: () => [...open],
    agentSays: () => void agent()?.say(`agent.${++agentTexts}`).catch(ignoreChatError),
    agentTypes: () => agent()?.typing(),
    agentEnds: () => void session()?.end('closed').catch(ignoreChatError),
    expire() {
      const current = session()
      if (current) void backend?.expire(current.id)
    },
    restart() {
      const old = backend
      if (!old) return
      backend = undefined
      void old.close().then(() => (backend = start()))
    },
    close: async () => backend?.close(),
  }
}

const starting = { code: 100, description: 'the server is starting' } as const

/** What an agent cannot get through is the agent's to say again; anything else is no error of the chat's. */
function ignoreChatError(error: unknown): void {
  if (!ChatError.is(error)) throw error
}

/** What visitors have said in a transcript. */
export function textsOf(events: readonly TranscriptEvent[]): string[] {
  return events.flatMap((event) => {
    const isVisitors = event.type === 'EventMessage' && event.party.type === 'client'
    return isVisitors && event.content.type === 'text' ? [event.content.text] : []
  })
}
