export * from './protocol/protocol.ts'
export * from './protocol/errors.ts'
export * from './transport/transport.ts'
export * from './transport/link.ts'
export * from './platform/clock.ts'
export * from './platform/network-status.ts'
export * from './platform/logger.ts'
export * from './storage/storage.ts'
export * from './transport/track-connectivity.ts'
export * from './linked-transport/linked-transport.ts'
export type { LinkedTransportOptions, RetryDelay } from './linked-transport/linked-transport-options.ts'
export { createChat } from './chat.ts'
export type { Chat, ChatOptions, StartRequest, WaitOptions } from './chat.ts'
export type { ChatSession, RegisterHandler } from './session/session.ts'
export type {
  Replayable,
  SessionEnded,
  SessionEventMap,
  SessionEventName,
  SessionStatus,
  StatusChange,
} from './session/session-events.ts'
export type { EventHandler } from './session/handlers.ts'
export type { Delivery, TranscriptEntry } from './transcript/transcript.ts'
export { webStorage } from './storage/web-storage.ts'
export type { WebStorageOptions } from './storage/web-storage.ts'
export { cookieStorage } from './storage/cookie-storage.ts'
export type { CookieStorageOptions } from './storage/cookie-storage.ts'
export { memoryStorage } from './storage/memory-storage.ts'
