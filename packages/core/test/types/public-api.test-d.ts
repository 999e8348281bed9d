// Checked by `npm run typecheck`; nothing in here is run.
import {
  ChatError,
  createChat,
  errorCategory,
  ErrorCode,
  type Chat,
  type ChatErrorDetails,
  type ChatOptions,
  type ChatSession,
  type ChatTransport,
  type Clock,
  type Connectivity,
  type ConnectivityChange,
  type Credentials,
  type ErrorCategory,
  type EventError,
  type EventMessage,
  type EventMessagePart,
  type EventNotice,
  type EventParticipantJoined,
  type EventParticipantLeft,
  type EventRead,
  type EventSessionEnded,
  type EventTyping,
  type LoadFiles,
  type Logger,
  type NetworkStatus,
  type Party,
  type RegisterHandler,
  type LineFailure,
  type PlannedRetry,
  type SessionEnded,
  type SessionEventMap,
  type TextContent,
  type SendFileOptions,
  type SessionStatus,
  type SessionStorage,
  type StatusChange,
  type TranscriptCommand,
  type TranscriptEntry,
  type TranscriptEvent,
  type UserData,
  type VisitorContent,
} from '@chat-transport/core'
import { describe, expectTypeOf, test } from 'vitest'

declare const chat: Chat
declare const session: ChatSession

/** What a handler is given that is registered by this method. */
type PayloadOf<Registers extends (handler: never) => unknown> = Parameters<Parameters<Registers>[0]>[0]

describe('createChat', () => {
  test('needs a transport, and nothing else', () => {
    expectTypeOf(createChat).parameters.toEqualTypeOf<[options: ChatOptions]>()
    expectTypeOf(createChat).returns.toEqualTypeOf<Chat>()
    expectTypeOf<{ transport: ChatTransport }>().toExtend<ChatOptions>()
    expectTypeOf<object>().not.toExtend<ChatOptions>()
  })

  test('takes the storage, the outbox, and what it runs on', () => {
    expectTypeOf<ChatOptions>().toEqualTypeOf<{
      readonly transport: ChatTransport
      readonly storage?: SessionStorage
      readonly visitor?: string
      readonly credentials?: Credentials
      readonly files?: LoadFiles
      readonly typingPreview?: boolean
      readonly outbox?: { readonly maxMessages?: number }
      readonly logger?: Logger
      readonly clock?: Clock
      readonly network?: NetworkStatus
    }>()
    expectTypeOf(console).toExtend<Logger>()
  })

  test('starts a session with what the visitor says of themselves, and restores one or none', () => {
    type Start = { readonly nickname?: string; readonly subject?: string; readonly userData?: UserData }
    type Wait = { readonly signal?: AbortSignal | undefined } & { readonly last?: number | undefined }
    expectTypeOf(chat.startSession).toEqualTypeOf<(request?: Start, options?: Wait) => Promise<ChatSession>>()
    expectTypeOf(chat.restoreSession).toEqualTypeOf<(options?: Wait) => Promise<ChatSession | null>>()
  })

  test('tells how the line is, and each attempt that is planned', () => {
    expectTypeOf<PayloadOf<Chat['onConnectivity']>>().toEqualTypeOf<ConnectivityChange>()
    expectTypeOf<PayloadOf<Chat['onRetry']>>().toEqualTypeOf<PlannedRetry>()
    expectTypeOf(chat.onConnectivity).returns.toEqualTypeOf<() => void>()
    expectTypeOf<PlannedRetry>().toEqualTypeOf<{
      readonly attempt: number
      readonly at: number
      readonly cause: LineFailure
    }>()
    expectTypeOf<LineFailure>().toExtend<Error>()
    expectTypeOf<Error>().toExtend<LineFailure>()
    expectTypeOf<ConnectivityChange>().toEqualTypeOf<{
      readonly current: Connectivity
      readonly previous: Connectivity
      readonly since: number
      readonly cause?: Error
    }>()
  })
})

describe('a session', () => {
  test('says what it is, and lets nobody change that', () => {
    expectTypeOf<Pick<ChatSession, 'id' | 'party' | 'status' | 'persistent' | 'transcript'>>().toEqualTypeOf<{
      readonly id: string
      readonly party: Party
      readonly status: SessionStatus
      readonly persistent: boolean
      readonly transcript: readonly TranscriptEntry[]
    }>()
    expectTypeOf<SessionStatus>().toEqualTypeOf<Connectivity | 'ended'>()
    expectTypeOf<Connectivity>().toEqualTypeOf<'connecting' | 'connected' | 'reconnecting' | 'interrupted' | 'closed'>()
  })

  test('settles what it sends with the entry of the transcript', () => {
    expectTypeOf(session.sendMessage).toEqualTypeOf<(message: string | VisitorContent) => Promise<TranscriptEntry>>()
    expectTypeOf(session.sendFile).toEqualTypeOf<(file: Blob, options?: SendFileOptions) => Promise<TranscriptEntry>>()
    expectTypeOf(session.hasEarlier).toEqualTypeOf<boolean>()
    expectTypeOf(session.loadEarlier).toEqualTypeOf<(count?: number) => Promise<{ readonly more: boolean }>>()
    expectTypeOf(session.editMessage).toEqualTypeOf<
      (target: number, message: string | Omit<TextContent, 'answers'>) => Promise<TranscriptEntry>
    >()
    expectTypeOf(session.deleteMessage).toEqualTypeOf<(target: number) => Promise<TranscriptEntry>>()
    expectTypeOf(session.react).toEqualTypeOf<
      (target: number, emoji: string, on?: boolean) => Promise<TranscriptEntry>
    >()
    expectTypeOf(session.sendNotice).toEqualTypeOf<(name: string, data?: unknown) => Promise<TranscriptEntry>>()
    expectTypeOf(session.updateUserData).toEqualTypeOf<(userData: UserData) => Promise<TranscriptEntry>>()
    expectTypeOf<TranscriptEntry>().toEqualTypeOf<{
      readonly key: string
      readonly at: number
      readonly index?: number
      readonly event?: TranscriptEvent
      readonly command?: TranscriptCommand
      readonly delivery?: 'uploading' | 'queued' | 'sending' | 'sent' | 'failed'
      readonly progress?: number
      readonly file?: Blob
      readonly streaming?: true
      readonly part?: EventMessagePart
      readonly error?: unknown
      readonly edited?: true
      readonly deleted?: true
      readonly reactions?: readonly { readonly emoji: string; readonly party: Party }[]
    }>()
  })

  test('gives no promise for what is of the moment', () => {
    expectTypeOf(session.sendTyping).toEqualTypeOf<(typed?: boolean | string) => void>()
    expectTypeOf(session.markRead).toEqualTypeOf<(index: number) => void>()
  })

  test('is left, or let go of', () => {
    expectTypeOf(session.leave).toEqualTypeOf<(options?: { readonly signal?: AbortSignal }) => Promise<void>>()
    expectTypeOf(session.detach).toEqualTypeOf<() => Promise<void>>()
  })
})

describe('a handler of the session', () => {
  test('is given the event, marked where an earlier page had seen it', () => {
    type Replayed = { readonly replayed?: true }
    expectTypeOf<PayloadOf<ChatSession['onMessageReceived']>>().toEqualTypeOf<EventMessage & Replayed>()
    expectTypeOf<PayloadOf<ChatSession['onNotice']>>().toEqualTypeOf<EventNotice & Replayed>()
    expectTypeOf<PayloadOf<ChatSession['onParticipantJoined']>>().toEqualTypeOf<EventParticipantJoined & Replayed>()
    expectTypeOf<PayloadOf<ChatSession['onParticipantLeft']>>().toEqualTypeOf<EventParticipantLeft & Replayed>()
  })

  test('is given what is of the moment as it came', () => {
    expectTypeOf<PayloadOf<ChatSession['onTyping']>>().toEqualTypeOf<EventTyping>()
    expectTypeOf<PayloadOf<ChatSession['onRead']>>().toEqualTypeOf<EventRead>()
    expectTypeOf<PayloadOf<ChatSession['onError']>>().toEqualTypeOf<EventError>()
  })

  test('is given the change of status', () => {
    expectTypeOf<PayloadOf<ChatSession['onInterrupted']>>().toEqualTypeOf<StatusChange>()
    expectTypeOf<PayloadOf<ChatSession['onContinued']>>().toEqualTypeOf<StatusChange>()
    expectTypeOf<PayloadOf<ChatSession['onStatusChanged']>>().toEqualTypeOf<StatusChange>()
    expectTypeOf<StatusChange>().toEqualTypeOf<{
      readonly current: SessionStatus
      readonly previous: SessionStatus
      readonly since: number
      readonly cause?: Error
    }>()
  })

  test('is given the end, and why', () => {
    expectTypeOf<PayloadOf<ChatSession['onSessionEnded']>>().toEqualTypeOf<SessionEnded>()
    expectTypeOf<SessionEnded>().toEqualTypeOf<{
      readonly reason: string
      readonly event?: EventSessionEnded
      readonly cause?: unknown
    }>()
  })

  test('is given the whole transcript', () => {
    type Changed = { readonly transcript: readonly TranscriptEntry[] }
    expectTypeOf<PayloadOf<ChatSession['onTranscriptChanged']>>().toEqualTypeOf<Changed>()
  })

  test('is removed by the function that registering it returned', () => {
    expectTypeOf(session.onTyping).returns.toEqualTypeOf<() => void>()
  })

  test('has a method for each event there is', () => {
    type Registers = { [Name in keyof SessionEventMap as `on${Capitalize<Name>}`]: RegisterHandler<Name> }
    expectTypeOf<Pick<ChatSession, Extract<keyof ChatSession, `on${string}`>>>().toEqualTypeOf<Readonly<Registers>>()
  })
})

describe('ChatError', () => {
  test('carries a code, the words, and what belongs to it', () => {
    expectTypeOf(ChatError).constructorParameters.toEqualTypeOf<
      [code: number, description: string, details?: ChatErrorDetails]
    >()
    expectTypeOf<ChatError>().toExtend<Error>()
    expectTypeOf<Pick<ChatError, 'name' | 'code' | 'description' | 'event' | 'unsent'>>().toEqualTypeOf<{
      readonly name: 'ChatError'
      readonly code: number
      readonly description: string
      readonly event?: EventError
      readonly unsent?: readonly TranscriptCommand[]
    }>()
  })

  test('is told from anything that was thrown', () => {
    expectTypeOf(ChatError.is).guards.toEqualTypeOf<ChatError>()
    expectTypeOf(ChatError.fromEvent).toEqualTypeOf<(event: EventError) => ChatError>()
  })

  test('has codes with names, in categories', () => {
    expectTypeOf<ErrorCode>().toEqualTypeOf<1 | 2 | 3 | 50 | 51 | 52 | 100 | 101 | 150 | 151 | 152>()
    expectTypeOf(ErrorCode.restorationFailed).toEqualTypeOf<152>()
    expectTypeOf(errorCategory).toEqualTypeOf<(code: number) => ErrorCategory>()
    expectTypeOf<ErrorCategory>().toEqualTypeOf<
      'command-syntax' | 'session-runtime' | 'chat-server' | 'transport' | 'widget' | 'unknown'
    >()
  })
})
