import { memorySessionStore, type Agent, type BackendSession, type SessionStore } from '@chat-transport/backend'
import type { CometdTransportType } from '@chat-transport/cometd'
import { memoryStorage, type Chat, type ChatSession, type SessionStorage } from '@chat-transport/core'
import { eventually } from '../../support/deadline.ts'
import type { FaultProxy } from '../../support/fault-proxy.ts'
import type { RunningServer } from '../../support/start-server.ts'
import { servePages, type VisitorPage } from '../support/serve-pages.ts'
import { logSession, type SessionLog, type Told } from '../support/session-log.ts'
import { createGate, type Gate } from './gate.ts'
import type { Expectation } from './matrix.ts'

/** A tenth of the shortest silence timeout. */
const heartbeatMs = 100
/**
 * Only the timeout that a case is about is short. The others are long, so that a busy machine does not look like a fault.
 */
function pageTimes({ lastsUntil }: Expectation) {
  const patientMs = 8_000
  return {
    interruptionTimeoutMs: lastsUntil.endsWith('interrupted') ? 600 : patientMs,
    silenceTimeoutMs: lastsUntil === 'interrupted' ? 1_000 : patientMs,
    openTimeoutMs: lastsUntil === 'interrupted' || lastsUntil === 'retried' ? 1_000 : patientMs,
    retryDelayMs: () => 50,
  }
}

/** A store that can delay reads, and can forget everything. */
export interface ForgetfulStore extends SessionStore {
  /** The number of sessions created since it last forgot. */
  readonly sessionsMade: number
  /** It has forgotten a session, and none was created since. */
  readonly forgotten: boolean
  forget(): void
}

/** A chat between a visitor's page and an agent, on a real server behind a fault proxy, and the messages sent so far. */
export interface Setup {
  readonly server: RunningServer
  readonly store: ForgetfulStore
  readonly chat: Chat
  readonly line: FaultProxy
  /** The number of failed attempts to connect. */
  readonly retries: number
  /** Where attaches, commands and reads of missed events can be made to wait. */
  readonly gates: Readonly<Record<'attach' | 'command' | 'read', Gate>>
  /** The visitor's session, once started. */
  readonly visitor: { readonly session: ChatSession; readonly log: SessionLog }
  /** What each side has said so far, in order. */
  readonly said: Readonly<Record<'visitor' | 'agent', readonly string[]>>
  start(): Promise<void>
  /** Restores the session in another page of the visitor, which is the watched page from now on. */
  restore(): Promise<void>
  visitorSays(text: string): Promise<unknown>
  /** Resolves when the store has it. Waits for a server that is down. */
  agentSays(text: string): Promise<void>
  onServer(): Promise<BackendSession>
}

export async function openSetup(transport: CometdTransportType, expectation: Expectation): Promise<Setup> {
  const gates = { attach: createGate(), command: createGate(), read: createGate() }
  const store = forgetfulStore(gates.read)
  const storage = memoryStorage()
  const { server, openPage } = await servePages(transport, {
    heartbeatMs,
    store,
    authenticate: () => gates.attach.pass(),
    decorators: [(command) => gates.command.pass().then(() => command)],
  })
  const said = { visitor: [] as string[], agent: [] as string[] }
  const page = await openPageOf(storage)
  let visitor: Setup['visitor'] | undefined
  let retries = 0
  page.chat.onRetry(() => (retries += 1))
  const agentOf = createAgents(server)

  function openPageOf(kept: SessionStorage): Promise<VisitorPage> {
    return openPage({ ...pageTimes(expectation), storage: kept })
  }
  const watch = (session: ChatSession | null) => {
    if (!session) throw new Error('there is nothing to restore')
    visitor = { session, log: logSession(session) }
  }
  const setup: Setup = {
    server,
    store,
    chat: page.chat,
    line: page.line,
    get retries() {
      return retries
    },
    gates,
    get visitor() {
      if (!visitor) throw new Error('there is no session yet')
      return visitor
    },
    said,
    start: async () => watch(await page.chat.startSession({ nickname: 'Ada' })),
    restore: async () => watch(await (await openPageOf(storage)).chat.restoreSession()),
    visitorSays(text) {
      said.visitor.push(text)
      return setup.visitor.session.sendMessage(text)
    },
    async agentSays(text) {
      said.agent.push(text)
      const agent = await agentOf(store)
      await agent.say(text)
    },
    onServer: () => eventually(() => server.httpServer.listening && server.backend.sessions().at(-1)),
  }
  return setup
}

/** The agent on the running server. After a restart they join again, as soon as the server knows the session. */
function createAgents(server: RunningServer) {
  let current: { readonly agent: Agent; readonly backend: unknown } | undefined
  return async (store: ForgetfulStore): Promise<Agent> =>
    eventually(() => {
      if (store.forgotten) throw new Error('the server has lost the session')
      if (!server.httpServer.listening) return undefined
      const { backend } = server
      if (current?.backend !== backend) {
        const session = backend.sessions().at(-1)
        current = session && { agent: session.join({ name: 'Grace' }), backend }
      }
      return current?.agent
    })
}

function forgetfulStore(gate: Gate): ForgetfulStore {
  let kept = memorySessionStore()
  let made = new Set<string>()
  let forgotten = false
  return {
    get sessionsMade() {
      return made.size
    },
    get forgotten() {
      return forgotten
    },
    forget() {
      forgotten = made.size > 0
      kept = memorySessionStore()
      made = new Set()
    },
    async create(...start) {
      const stored = await kept.create(...start)
      made.add(stored.record.id)
      forgotten = false
      return stored
    },
    find: (sessionId) => kept.find(sessionId),
    claim: (sessionId, claim) => kept.claim(sessionId, claim),
    append: (...event) => kept.append(...event),
    committed: (sessionId, commandId) => kept.committed(sessionId, commandId),
    async read(sessionId, after, maxBytes) {
      // a slow store returns one event at a time
      const events = await kept.read(sessionId, after, gate.closed ? 1 : maxBytes)
      await gate.pass()
      return events
    },
    markRead: (sessionId, mark) => kept.markRead(sessionId, mark),
    remove: (sessionId) => kept.remove(sessionId),
  }
}

/** The statuses, errors and endings that the page was told, after the first `connected`. */
export function shownIn({ told }: SessionLog): readonly string[] {
  return told.flatMap(inWords).slice(1)
}

function inWords({ name, event }: Told): string[] {
  switch (name) {
    case 'statusChanged':
      return event.current === 'ended' ? [] : [event.current]
    case 'error':
      return [`error ${event.error.code}`]
    case 'continued':
      return ['continued']
    case 'sessionEnded':
      return [`ended: ${event.reason}`]
    default:
      return []
  }
}
