// Checked by `npm run typecheck`; nothing in here is run.
import type { ChatRefusal } from '@chat-transport/backend'
import {
  createChatBackend,
  memorySessionStore,
  type Agent,
  type AgentProfile,
  type Appended,
  type AttachRequest,
  type AttachResult,
  type Attachment,
  type Authenticate,
  type Authenticated,
  type BackendLimits,
  type BackendObserver,
  type BackendSession,
  type ChatBackend,
  type ChatBackendOptions,
  type ChatUser,
  type CommandDecorator,
  type ContentSchemas,
  type DecoratedCommand,
  type EventToStore,
  type MemorySessionStoreOptions,
  type BackendSessionEventMap,
  type SessionOf,
  type SessionStore,
  type StoredEvent,
  type StoredVisitor,
  type VisitorLine,
} from '@chat-transport/backend'
import type {
  Clock,
  EventAttached,
  EventError,
  EventMessage,
  EventNotice,
  EventParticipantLeft,
  EventSessionEnded,
  EventSessionTaken,
  ServerLimits,
  Logger,
  MessageContent,
  TranscriptEvent,
} from '@chat-transport/core'
import { describe, expectTypeOf, test } from 'vitest'

declare const session: BackendSession
declare const agent: Agent

/** What a handler is given that is registered by this method. */
type PayloadOf<Registers extends (handler: never) => unknown> = Parameters<Parameters<Registers>[0]>[0]

describe('createChatBackend', () => {
  test('needs nothing', () => {
    expectTypeOf(createChatBackend).toEqualTypeOf<(options?: ChatBackendOptions) => ChatBackend>()
  })

  test('takes a store, hooks, limits and times', () => {
    expectTypeOf<ChatBackendOptions>().toEqualTypeOf<{
      readonly store?: SessionStore
      readonly sessionTimeoutMs?: number
      readonly startTimeoutMs?: number
      readonly keepEndedMs?: number
      readonly limits?: Partial<BackendLimits>
      readonly storeTimeoutMs?: number
      readonly hookTimeoutMs?: number
      readonly authenticate?: Authenticate
      readonly sessionOf?: SessionOf
      readonly oneDevice?: boolean
      readonly typingPreview?: boolean
      readonly decorators?: readonly CommandDecorator[]
      readonly contents?: ContentSchemas
      readonly clock?: Clock
      readonly logger?: Logger
      readonly observer?: BackendObserver
    }>()
    expectTypeOf<BackendLimits>().toExtend<ServerLimits>()
  })

  test('shows sessions', () => {
    expectTypeOf<PayloadOf<ChatBackend['onSession']>>().toEqualTypeOf<BackendSession>()
    expectTypeOf<ChatBackend['sessions']>().returns.toEqualTypeOf<readonly BackendSession[]>()
    expectTypeOf<ChatBackend['session']>().toEqualTypeOf<(sessionId: string) => BackendSession | undefined>()
    expectTypeOf<ChatBackend['expire']>().returns.toEqualTypeOf<Promise<boolean>>()
  })
})

describe('a hook', () => {
  test('never sees the secret of an attach', () => {
    expectTypeOf<AttachRequest['type']>().toEqualTypeOf<'StartSession' | 'RestoreSession'>()
    expectTypeOf<AttachRequest>().not.toHaveProperty('secret')
    expectTypeOf<AttachRequest>().not.toHaveProperty('auth')
    expectTypeOf<Extract<AttachRequest, { type: 'RestoreSession' }>['sessionId']>().toEqualTypeOf<string>()
  })

  test('says who the visitor is, or nothing', () => {
    type Result = Awaited<ReturnType<Authenticate>>
    expectTypeOf<Parameters<Authenticate>[0]['type']>().toEqualTypeOf<'StartSession' | 'RestoreSession' | 'Identify'>()
    expectTypeOf<Parameters<Authenticate>[1]['auth']>().toEqualTypeOf<string | undefined>()
    expectTypeOf<Extract<Result, object>>().toEqualTypeOf<Authenticated>()
    expectTypeOf<Authenticated['user']>().toEqualTypeOf<ChatUser>()
    expectTypeOf<Exclude<Result, object>>().toEqualTypeOf<boolean | void>()
    expectTypeOf<SessionOf>().parameters.toEqualTypeOf<[user: ChatUser]>()
    expectTypeOf(session.user).toEqualTypeOf<ChatUser | undefined>()
  })

  test('gives back the command or refuses it, at once or later', () => {
    type Outcome = DecoratedCommand | ChatRefusal
    expectTypeOf<CommandDecorator>().parameters.toEqualTypeOf<[command: DecoratedCommand, session: BackendSession]>()
    expectTypeOf<CommandDecorator>().returns.toEqualTypeOf<Outcome | Promise<Outcome>>()
    expectTypeOf<ChatRefusal>().toExtend<Error>()
  })
})

describe('a session', () => {
  test('is in one of three states', () => {
    expectTypeOf(session.status).toEqualTypeOf<'open' | 'ended' | 'gone'>()
  })

  test('gives its handlers one event each', () => {
    expectTypeOf<PayloadOf<BackendSession['onMessage']>>().toEqualTypeOf<BackendSessionEventMap['message']>()
    expectTypeOf<PayloadOf<BackendSession['onMessage']>>().toExtend<EventMessage>()
    expectTypeOf<PayloadOf<BackendSession['onTranscript']>>().toExtend<TranscriptEvent>()
    expectTypeOf(session.onEnded).returns.toEqualTypeOf<() => void>()
  })

  test('ends with the event that says so', () => {
    expectTypeOf(session.end).toEqualTypeOf<(reason?: string) => Promise<EventSessionEnded>>()
    expectTypeOf(session.transcript).toEqualTypeOf<
      (after?: number, limit?: number) => Promise<readonly TranscriptEvent[]>
    >()
  })
})

describe('an agent', () => {
  test('joins as anybody but a visitor', () => {
    expectTypeOf(session.join).toEqualTypeOf<(profile: AgentProfile) => Agent>()
    expectTypeOf<AgentProfile>().toEqualTypeOf<{
      readonly name: string
      readonly type?: 'agent' | 'supervisor' | 'external' | 'system'
      readonly id?: string
      readonly avatarUrl?: string
      readonly extra?: Readonly<Record<string, unknown>>
    }>()
  })

  test('is given the event that came of what they did', () => {
    expectTypeOf(agent.say).toEqualTypeOf<(text: string | AsyncIterable<string>) => Promise<EventMessage>>()
    expectTypeOf(agent.sendUrl).toEqualTypeOf<(url: string, text?: string) => Promise<EventMessage>>()
    expectTypeOf(agent.send).toEqualTypeOf<(content: MessageContent) => Promise<EventMessage>>()
    expectTypeOf(agent.notice).toEqualTypeOf<(name: string, data?: unknown) => Promise<EventNotice>>()
    expectTypeOf(agent.leave).toEqualTypeOf<(reason?: string) => Promise<EventParticipantLeft>>()
    expectTypeOf(agent.typing).toEqualTypeOf<(isTyping?: boolean, text?: string) => void>()
  })
})

describe('the attach handler for fronts', () => {
  test('gives an attachment with an answer that accepts, and with no other', () => {
    expectTypeOf<Extract<AttachResult, { attachment: Attachment }>['answer']>().toEqualTypeOf<EventAttached>()
    expectTypeOf<Exclude<AttachResult, { attachment: Attachment }>['answer']>().toEqualTypeOf<
      EventError | EventSessionTaken
    >()
  })

  test('delivers to a line, which may ask it to wait', () => {
    expectTypeOf<VisitorLine['deliver']>().toEqualTypeOf<(events: readonly string[]) => void | Promise<void>>()
  })
})

describe('a store', () => {
  test('says what became of an append', () => {
    expectTypeOf<Appended['outcome']>().toEqualTypeOf<'appended' | 'repeated' | 'unknown' | 'ended' | 'other-user'>()
    expectTypeOf<Extract<Appended, { event: StoredEvent }>['outcome']>().toEqualTypeOf<'appended' | 'repeated'>()
    expectTypeOf<SessionStore['append']>().returns.toEqualTypeOf<Promise<Appended>>()
  })

  test('keeps text, and what it has to know beside it', () => {
    expectTypeOf<SessionStore['append']>().parameters.toEqualTypeOf<[sessionId: string, event: EventToStore]>()
    expectTypeOf<EventToStore>().toEqualTypeOf<{
      readonly json: string
      readonly commandId?: string
      readonly isEnd: boolean
      readonly expiresAt?: number
      readonly visitor?: StoredVisitor
    }>()
    expectTypeOf<StoredEvent>().toEqualTypeOf<{ readonly index: number; readonly json: string }>()
  })

  test('in memory is made with nothing, or with a bound', () => {
    expectTypeOf(memorySessionStore).toEqualTypeOf<(options?: MemorySessionStoreOptions) => SessionStore>()
  })
})
