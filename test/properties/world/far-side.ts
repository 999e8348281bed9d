import {
  ChatRefusal,
  createChatBackend,
  memorySessionStore,
  type Agent,
  type BackendSession,
  type ChatBackend,
  type CommandDecorator,
  type DecoratedCommand,
  type SessionStore,
  type StoredEvent,
  type AttachHandler,
  type VisitorLine,
} from '@chat-transport/backend'
import {
  ChatError,
  abortableDelay,
  type AttachCommand,
  type ChatEvent,
  type Clock,
  type TranscriptEvent,
} from '@chat-transport/core'
import { createBot, type Bot } from './bot.ts'
import type { ChangeChoice } from './changes.ts'
import type { Login } from './login.ts'
import { markOf } from './marks.ts'

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
  /** The marks of what a decorator has refused, and of changes that the back end has. */
  readonly turnedDown: ReadonlySet<string>
  /** The sessions that a start has made, by the id of the start. */
  readonly started: ReadonlyMap<string, readonly string[]>
  /** The sessions that are neither over nor forgotten. */
  openSessions(): readonly string[]
  agentSays(): void
  agentTypes(): void
  agentChanges(choice: ChangeChoice): void
  readonly bot: Bot
  agentEnds(): void
  expire(): void
  /** Stops the process and starts it again with the same store. */
  restart(): void
  close(): Promise<void>
}

export interface FarSideOptions {
  readonly clock: Clock
  readonly login: Pick<Login, 'authenticate'>
  /** Replaces the store. */
  readonly alterStore?: (store: SessionStore) => SessionStore
  readonly alterAttachHandler?: (attachHandler: AttachHandler, clock: Clock) => AttachHandler
}

const eventOf = ({ index, json }: StoredEvent) => ({ index, ...JSON.parse(json) }) as TranscriptEvent

export function createFarSide({ clock, login, alterStore, alterAttachHandler }: FarSideOptions): FarSide {
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
  /** The marks of changes, by the id of their command. */
  const changesSeen = new Map<string, string>()
  const noteRefusals = (events: readonly string[]) => {
    for (const event of events.map((text) => JSON.parse(text) as ChatEvent)) {
      const mark = event.type === 'EventError' && changesSeen.get(event.commandId ?? '')
      if (mark && event.error.code < 100) turnedDown.add(mark)
    }
  }
  const judge = (command: DecoratedCommand) => {
    const mark = markOf(command)
    if (mark !== undefined && 'target' in command) changesSeen.set(command.id, mark)
    const verdict = verdictsGiven.get(command.id) ?? mishaps.verdicts.shift()
    if (verdict === undefined) return undefined
    verdictsGiven.set(command.id, verdict)
    if (mark !== undefined) turnedDown.add(mark)
    return verdict
  }
  const think: CommandDecorator = async (command) => {
    if (mishaps.thinkingMs > 0) await abortableDelay(clock, mishaps.thinkingMs, new AbortController().signal)
    const verdict = judge(command)
    if (verdict === 'failed') throw new Error('the decorator failed')
    return verdict === 'refused' ? new ChatRefusal(51, 'not here') : command
  }
  const { authenticate } = login
  // Each tab has a session of its own, also when it knows the visitor.
  const sessionOf = () => undefined
  const start = () => createChatBackend({ clock, store: observed, decorators: [think], authenticate, sessionOf })

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
      const noting: VisitorLine = {
        deliver(events) {
          noteRefusals(events)
          return line.deliver(events)
        },
        drop: (reason) => line.drop(reason),
      }
      const result = await backend.attach(command, noting, context)
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
    agentChanges(choice) {
      const [current, present] = [session(), agent()]
      if (current && present) void changeBy(present, transcripts.get(current.id) ?? [], choice)?.catch(ignoreChatError)
    },
    bot: createBot(clock, session),
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

/** `undefined`: there is nothing that can be changed so. */
function changeBy(agent: Agent, events: readonly TranscriptEvent[], { how, which }: ChangeChoice) {
  const messages = events.filter((event) => event.type === 'EventMessage')
  const own = messages.filter(({ party }) => party.id === agent.party.id)
  const candidates = how === 'edits' ? own : messages
  const target = candidates[which % candidates.length]?.index
  if (target === undefined) return undefined
  if (how === 'edits') return agent.editMessage(target, `agent.edit.${events.length}`)
  if (how === 'deletes') return agent.deleteMessage(target)
  return agent.react(target, '👍', how === 'reacts')
}
