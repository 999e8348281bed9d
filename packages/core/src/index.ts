export * from './protocol.ts'
export * from './errors.ts'
export * from './transport.ts'
export * from './link.ts'
export * from './clock.ts'
export * from './network-status.ts'
export * from './logger.ts'
export * from './storage.ts'
export * from './track-connectivity.ts'
export * from './linked-transport.ts'
export type { LinkedTransportOptions, RetryDelay } from './linked-transport-options.ts'
export { createChat } from './chat.ts'
export type { Chat, ChatOptions, StartRequest, WaitOptions } from './chat.ts'
export type { ChatSession, Register } from './session.ts'
export type {
  Replayable,
  SessionEnded,
  SessionEventMap,
  SessionEventName,
  SessionStatus,
  StatusChange,
} from './session-events.ts'
export type { Handler } from './handlers.ts'
export type { Delivery, TranscriptEntry } from './transcript.ts'
export { webStorage } from './web-storage.ts'
export type { WebStorageOptions } from './web-storage.ts'
export { cookieStorage } from './cookie-storage.ts'
export type { CookieStorageOptions } from './cookie-storage.ts'
export { memoryStorage } from './memory-storage.ts'
