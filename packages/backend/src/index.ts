export { createChatBackend } from './chat-backend.ts'
export type { ChatBackend } from './chat-backend.ts'
export type { ChatBackendOptions } from './backend-options.ts'
export type { BackendLimits } from './limits.ts'
export { ChatRefusal, StoreFull } from './commands/refusal.ts'

// For content of an application's own.
export type { ContentSchemas } from './commands/application-contents.ts'
export type { SchemaIssue, SchemaResult, StandardSchema } from './commands/standard-schema.ts'

// For agents, bots and hooks.
export type { ChatUser } from './application/chat-user.ts'
export type { Agent, AgentProfile } from './application/agent.ts'
export { CallIdTaken } from './application/repeated-calls.ts'
export type { AgentSpeech } from './application/agent-speech.ts'
export type { FileAccess, FileMeta, FileSource, SessionFiles } from './application/session-files.ts'
export type { BackendSession } from './application/backend-session.ts'
export type {
  AttachRequest,
  Authenticate,
  Authenticated,
  AuthenticateContext,
  CommandDecorator,
  IdentifyRequest,
  SessionOf,
} from './application/hooks.ts'
export type { CommandType } from './commands/parse-command.ts'
export type { BackendObserver, ObservedAttach, ObservedCommand } from './application/observer.ts'
export type { DecoratedCommand } from './application/decorated-command.ts'
export type { BackendSessionEventMap, BackendSessionHandler } from './application/session-events.ts'

// For fronts, which bring visitors.
export { backendOptionGuards } from './backend-options.ts'
export { mostEmojiBytes } from './commands/command-schemas.ts'
export { warningLogger } from './application/warning-logger.ts'
export { givenOptions, type GivenOptions } from './given-options.ts'
export { checkServerOptions, knownOptions, nearestName } from './check-server-options.ts'
export { within } from './async/within.ts'
export { IdleMap } from './visitor/idle-map.ts'
export type {
  AttachContext,
  Attachment,
  AttachResult,
  DropReason,
  AttachHandler,
  VisitorLine,
} from './visitor/visitor-line.ts'

// For stores.
export { memorySessionStore } from './store/memory-session-store.ts'
export type { MemorySessionStoreOptions } from './store/memory-session-store.ts'
export { noRoomFor } from './store/no-room-for.ts'
export { wrapStore } from './store/wrap-store.ts'
export type { AroundStoreCall, StoreCall, WrappedStore } from './store/wrap-store.ts'
export type {
  Appended,
  Claim,
  Claimed,
  Device,
  EventToStore,
  Fence,
  JoinedEvent,
  SessionBus,
  SessionListener,
  SessionRecord,
  SessionStore,
  StoreExpiry,
  StoredEvent,
  StoredSession,
  StoredUser,
  StoredVisitor,
  Subscription,
  ToldClaim,
  ToldEvent,
} from './store/session-store.ts'
