import { randomBytes } from 'node:crypto'
import type { Agent, BackendSession } from '@chat-transport/backend'
import type { CometdTransportType } from '@chat-transport/cometd'
import {
  memoryStorage,
  textOf,
  type Chat,
  type ChatSession,
  type HistoryOptions,
  type SendFileOptions,
  type SessionStorage,
  type TranscriptEntry,
} from '@chat-transport/core'
import { IDBFactory } from 'fake-indexeddb'
import { temporaryFolder } from '../../../packages/server/test/support/start-with-files.ts'
import { eventually } from '../../support/deadline.ts'
import type { FaultProxy } from '../../support/fault-proxy.ts'
import type { RunningServer } from '../../support/start-server.ts'
import { tokenLogin, type TokenRequest } from '../../support/token-login.ts'
import { filesOf } from '../support/files-of.ts'
import { servePages, type VisitorPage } from '../support/serve-pages.ts'
import { logSession, type SessionLog, type Told } from '../support/session-log.ts'
import { createWordStream, type WordStream } from '../../support/word-stream.ts'
import { forgetfulStore, type ForgetfulStore } from './forgetful-store.ts'
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

/** What is said of one list comes in its order. */
type Speaker = 'visitor' | 'agent' | 'bot' | 'upload'

/** A page of the visitor's session. */
export interface WatchedPage {
  readonly session: ChatSession
  readonly log: SessionLog
  /** The index of the first event that handlers are told of. */
  readonly toldFrom: number
  /** All that it has shown of the bot's message, as it grew. */
  readonly streamed: readonly string[]
}

/** A chat between a visitor's page and an agent, on a real server behind a fault proxy, and the messages sent so far. */
export interface Setup {
  readonly server: RunningServer
  readonly store: ForgetfulStore
  readonly chat: Chat
  readonly storage: SessionStorage
  readonly line: FaultProxy
  /** The number of failed attempts to connect. */
  readonly retries: number
  /** Where attaches, commands and reads of missed events can be made to wait. */
  readonly gates: Readonly<Record<'attach' | 'command' | 'read', Gate>>
  /** The visitor's page, once the session is started. */
  readonly visitor: WatchedPage
  /** What each has said so far, in order. */
  readonly said: Readonly<Record<Speaker, readonly string[]>>
  /** The indexes of the messages that the visitor has changed, in order. */
  readonly changed: readonly number[]
  /** What the bot gives of its message. */
  readonly words: WordStream
  /** The file that the visitor sends. */
  readonly file: Uint8Array
  /** The server has been started again. */
  readonly wasRestarted: boolean
  start(): Promise<void>
  /** Restores the session in another page of the visitor, which is the watched page from now on. */
  restore(): Promise<void>
  /** Lets go of the session and comes back to it in the same page. */
  comeBack(options: HistoryOptions): Promise<void>
  visitorSays(text: string): Promise<TranscriptEntry>
  visitorChanges(entry: TranscriptEntry, change: (target: number) => Promise<unknown>): Promise<unknown>
  visitorSendsFile(options: SendFileOptions): Promise<unknown>
  visitorSignsIn(token?: Pick<TokenRequest, 'expiresInMs'>): Promise<void>
  /** Resolves when the store has it. Waits for a server that is down. */
  agentSays(text: string): Promise<void>
  /** Resolves when the message has ended, whole or cut; or is nothing, as its session. */
  botStreams(): Promise<void>
  onServer(): Promise<BackendSession>
}

export async function openSetup(transport: CometdTransportType, expectation: Expectation): Promise<Setup> {
  const gates = { attach: createGate(), command: createGate(), read: createGate() }
  const store = forgetfulStore(gates.read)
  const storage = memoryStorage()
  const login = tokenLogin()
  const { server, openPage } = await servePages(transport, {
    heartbeatMs,
    store,
    authenticate: (...attach) => gates.attach.pass().then(() => login.authenticate(...attach)),
    decorators: [(command) => gates.command.pass().then(() => command)],
    files: { directory: temporaryFolder(), types: ['*/*'] },
  })
  const firstBackend = server.backend
  const said: Record<Speaker, string[]> = { visitor: [], agent: [], bot: [], upload: [] }
  const changed: number[] = []
  const words = createWordStream()
  const file = randomBytes(160 * 1024)
  let token: string | undefined
  let visitor: WatchedPage | undefined
  let retries = 0
  const page = await openPageOf(storage)
  page.chat.onRetry(() => (retries += 1))
  const agentOf = createAgents(server)

  function issue(options: Pick<TokenRequest, 'expiresInMs'> = {}): string {
    return (token = login.issue({ user: 'user-1', name: 'Ann', ...options }))
  }
  function openPageOf(kept: SessionStorage): Promise<VisitorPage> {
    return openPage({
      ...pageTimes(expectation),
      storage: kept,
      credentials: ({ refused }) => (refused ? issue() : token),
      files: filesOf(new IDBFactory()),
    })
  }
  const watch = (session: ChatSession | null) => {
    if (!session) throw new Error('there is nothing to restore')
    visitor = watchPage(session)
  }
  const setup: Setup = {
    server,
    store,
    chat: page.chat,
    storage,
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
    changed,
    words,
    file,
    get wasRestarted() {
      return server.backend !== firstBackend
    },
    start: async () => watch(await page.chat.startSession({ nickname: 'Ada' })),
    restore: async () => watch(await (await openPageOf(storage)).chat.restoreSession()),
    async comeBack(options) {
      await setup.visitor.session.detach()
      watch(await page.chat.restoreSession(options))
    },
    visitorSays(text) {
      said.visitor.push(text)
      return setup.visitor.session.sendMessage(text)
    },
    visitorChanges({ index }, change) {
      if (index === undefined) throw new Error('the server does not have it yet')
      changed.push(index)
      return change(index)
    },
    visitorSendsFile(options) {
      said.upload.push('visitor film')
      return setup.visitor.session.sendFile(new File([file], 'film.bin'), { ...options, caption: 'visitor film' })
    },
    visitorSignsIn(options) {
      issue(options)
      return setup.visitor.session.identify()
    },
    async agentSays(text) {
      said.agent.push(text)
      const agent = await agentOf(store)
      await agent.say(text)
    },
    async botStreams() {
      const bot = (await setup.onServer()).join({ name: 'Bot' })
      const { content } = await bot.say(words.stream)
      said.bot.push(textOf(content))
    },
    onServer: () => eventually(() => server.httpServer.listening && server.backend.sessions().at(-1)),
  }
  return setup
}

function watchPage(session: ChatSession): WatchedPage {
  const streamed: string[] = []
  session.onTranscriptChanged(() => {
    const shown = session.transcript.flatMap(streamedText).at(-1)
    if (shown !== undefined && shown !== streamed.at(-1)) streamed.push(shown)
  })
  return { session, log: logSession(session), toldFrom: session.transcript[0]?.index ?? 1, streamed }
}

function streamedText({ part, event }: TranscriptEntry): string[] {
  if (part) return [part.text]
  return event?.type === 'EventMessage' && event.draft !== undefined ? [textOf(event.content)] : []
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
