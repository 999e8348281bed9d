import { onTestFinished } from 'vitest'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import {
  type ChatOptions,
  type ChatSession,
  createChat,
  type Logger,
  memoryStorage,
  type SessionEventMap,
} from '../../src/index.ts'
import { fakeNetwork } from './fake-network.ts'
import { scriptedTransport } from './scripted-transport.ts'

/** What a logger was told. */
export interface RecordedLog extends Logger {
  readonly lines: { readonly level: keyof Logger; readonly text: string }[]
  readonly warnings: readonly string[]
}

export function recordingLogger(): RecordedLog {
  const lines: RecordedLog['lines'] = []
  const at =
    (level: keyof Logger) =>
    (...parts: unknown[]) =>
      void lines.push({ level, text: parts.map(String).join(' ') })
  return {
    lines,
    get warnings() {
      return lines.filter(({ level }) => level === 'warn').map(({ text }) => text)
    },
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
  }
}

/** A page with a chat on a scripted transport. Pages that share a `storage` are tabs, or reloads, of one visitor. */
export function openPage(options: Partial<ChatOptions> = {}) {
  const clock = fakeClock()
  const network = fakeNetwork()
  const transport = scriptedTransport()
  const storage = options.storage ?? memoryStorage()
  const logger = recordingLogger()
  const all = { transport, storage, clock, network, logger, ...options }
  const chat = createChat(all)
  const used = all.transport as typeof transport
  const page = {
    chat,
    clock,
    network,
    storage,
    logger,
    transport: used,
    get farSide() {
      return used.farSide
    },
    /** Starts a session and answers the start. */
    async start(...answer: Parameters<typeof used.farSide.open>): Promise<ChatSession> {
      const started = chat.startSession({ nickname: 'Ada' })
      await clock.advance(0)
      used.farSide.open(...answer)
      const session = await started
      await clock.advance(0)
      return session
    },
    /** Restores the stored session and answers the attach. */
    async restore(...answer: Parameters<typeof used.farSide.open>): Promise<ChatSession> {
      const restored = chat.restoreSession()
      await clock.advance(0)
      used.farSide.open(...answer)
      const session = await restored
      if (!session) throw new Error('there was nothing to restore')
      return session
    },
    /** The page goes away as pages do: told once, then it runs no more. */
    async dies() {
      network.say('pagehide')
      await clock.advance(0)
    },
  }
  return page
}
export type Page = ReturnType<typeof openPage>

const eventNames = {
  messageReceived: 'onMessageReceived',
  typing: 'onTyping',
  participantJoined: 'onParticipantJoined',
  participantLeft: 'onParticipantLeft',
  notice: 'onNotice',
  read: 'onRead',
  error: 'onError',
  interrupted: 'onInterrupted',
  continued: 'onContinued',
  statusChanged: 'onStatusChanged',
  sessionEnded: 'onSessionEnded',
} as const satisfies Partial<Record<keyof SessionEventMap, keyof ChatSession>>

/** Registers a handler for everything; what they are told, in one list, in order. */
export function recordEvents(session: ChatSession) {
  const told: { readonly name: keyof typeof eventNames; readonly event: never }[] = []
  for (const [name, method] of Object.entries(eventNames)) {
    const remove = session[method]((event: unknown) => void told.push({ name, event } as never))
    onTestFinished(remove)
  }
  return {
    told,
    get names() {
      return told.map(({ name }) => name)
    },
    of<Name extends keyof typeof eventNames>(name: Name): SessionEventMap[Name][] {
      return told.filter((one) => one.name === name).map(({ event }) => event)
    },
  }
}

/** How a promise has settled so far. */
export function outcomeOf(promise: Promise<unknown>): { state: 'pending' | 'resolved' | 'rejected'; value?: unknown } {
  const outcome: ReturnType<typeof outcomeOf> = { state: 'pending' }
  promise.then(
    (value) => Object.assign(outcome, { state: 'resolved', value }),
    (value: unknown) => Object.assign(outcome, { state: 'rejected', value }),
  )
  return outcome
}
