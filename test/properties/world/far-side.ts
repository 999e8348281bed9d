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
  type AttachHandler,
} from '@chat-transport/backend'
import { ChatError, abortableDelay, type AttachCommand, type Clock, type TranscriptEvent } from '@chat-transport/core'

/** What goes wrong when the store appends an event. `lost`: it keeps the event, but its answer is lost. `unreachable`: it keeps nothing. */
export type StoreTrouble = 'none' | 'slow' | 'unreachable' | 'lost'

/** How the server shall treat the next commands. */
export interface Mishaps {
  readonly storeTroubles: StoreTrouble[]
  readonly verdicts: ('refused' | 'failed')[]
  /** The time that a decorator takes for each command. */
  thinkingMs: number
}

/** The server: the real back end on its memory store, and a record of everything that the store ever kept. */
export interface FarSide {
  readonly attachHandler: AttachHandler
  readonly mishaps: Mishaps
  /** Every event ever kept, in order, by session id. */
  readonly transcripts: ReadonlyMap<string, readonly TranscriptEvent[]>
  /** The last index of the transcript when an attach was accepted, by the id of the attach. */
  readonly heads: ReadonlyMap<string, number>
  /** The texts that a decorator has refused. */
  readonly turnedDown: ReadonlySet<string>
  /** The sessions that a start has made, by the id of the start. */
  readonly started: ReadonlyMap<string, readonly string[]>
  /** The sessions that are neither over nor forgotten. */
  openSessions(): readonly string[]
  agentSays(): void
  agentTypes(): void
  agentEnds(): void
  expire(): void
  /** Stops the process and starts it again with the same store. */
  restart(): void
  close(): Promise<void>
}

export interface FarSideOptions {
  readonly clock: Clock
  /** Replaces the store. */
  readonly alterStore?: (store: SessionStore) => SessionStore
  readonly alterAttachHandler?: (attachHandler: AttachHandler, clock: Clock) => AttachHandler
}

const eventOf = ({ index, json }: StoredEvent) => ({ index, ...JSON.parse(json) }) as TranscriptEvent

export function createFarSide({ clock, alterStore, alterAttachHandler }: FarSideOptions): FarSide {
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
      const { startId } = claim.device
      started.set(startId, [...(started.get(startId) ?? []), record.id])
      transcripts.set(record.id, (await real.read(record.id, 0, Infinity)).map(eventOf))
      open.add(record.id)
      return stored
    },
    async append(sessionId, draft) {
      const trouble = mishaps.storeTroubles.shift()
      if (trouble === 'slow') await abortableDelay(clock, 300, new AbortController().signal)
      if (trouble === 'unreachable') throw new Error('the store cannot be reached')
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

  /** The verdict on a command, by its id: a refused command stays refused when it is repeated. */
  const verdictsGiven = new Map<string, Mishaps['verdicts'][number]>()
  const turnedDown = new Set<string>()
  const think: CommandDecorator = async (command) => {
    if (mishaps.thinkingMs > 0) await abortableDelay(clock, mishaps.thinkingMs, new AbortController().signal)
    const verdict = verdictsGiven.get(command.id) ?? mishaps.verdicts.shift()
    if (verdict) verdictsGiven.set(command.id, verdict)
    if (verdict && command.type === 'SendMessage') turnedDown.add(command.content.text ?? '')
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
  const attachHandler: AttachHandler = {
    async attach(command, line, context) {
      const { id } = command as AttachCommand
      if (!backend) return { answer: { type: 'EventError', error: starting, commandId: id } }
      const result = await backend.attach(command, line, context)
      if (result.attachment) heads.set(id, result.answer.head)
      return result
    },
  }
  return {
    attachHandler: alterAttachHandler?.(attachHandler, clock) ?? attachHandler,
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

/** An agent whose call fails may repeat it. Any other error is not one of the chat. */
function ignoreChatError(error: unknown): void {
  if (!ChatError.is(error)) throw error
}

/** The messages of visitors in a transcript. */
export function textsOf(events: readonly TranscriptEvent[]): string[] {
  return events.flatMap((event) => {
    const isVisitors = event.type === 'EventMessage' && event.party.type === 'client'
    return isVisitors && event.content.type === 'text' ? [event.content.text] : []
  })
}
