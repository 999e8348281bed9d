// The chat: for whoever builds a widget.
export { createChat } from './chat.ts'
export { version } from './chat-report.ts'
export type { Chat, ChatOptions, HistoryOptions, OpenOptions, SignedOut, StartRequest, WaitOptions } from './chat.ts'
export type { ChatCredentialsRequest, Credentials } from './session/credentials.ts'
export type {
  FileHost,
  FileSender,
  FilesModule,
  FileUpload,
  LoadFiles,
  OutgoingFile,
  SendFileOptions,
} from './session/file-sender.ts'
export type { ChatSession } from './session/session.ts'
export type { TypingParty } from './session/typing.ts'
export type { EarlierLoaded } from './session/history.ts'
export type { RegisterHandler } from './session/register-handlers.ts'
export type { EventHandler } from './session/handlers.ts'
export type {
  Replayable,
  SessionEnded,
  SessionEventMap,
  SessionEventName,
  SessionStatus,
  StatusChange,
} from './session/session-events.ts'
export type { Delivery, Reaction, TranscriptEntry } from './transcript/transcript.ts'
export { ChatError, ErrorCode, errorCategory } from './protocol/errors.ts'
export type { ChatErrorDetails, ErrorCategory } from './protocol/errors.ts'
export { isInconclusive } from './protocol/inconclusive-answers.ts'

// What every widget makes of a session: pure functions, each in the bundle of whoever uses it.
export { canSend } from './presentation/can-send.ts'
export { deliveryMark } from './presentation/delivery-mark.ts'
export type { DeliveryMark } from './presentation/delivery-mark.ts'
export { groupMessages } from './presentation/group-messages.ts'
export type { GroupMessagesOptions, MessageDay, MessageGroup } from './presentation/group-messages.ts'
export { messageOf } from './presentation/message-of.ts'
export type { ShownMessage } from './presentation/message-of.ts'
export { reactionSummary } from './presentation/reaction-summary.ts'
export type { ReactionCount } from './presentation/reaction-summary.ts'
export { fileUrl, safeUrl } from './presentation/safe-url.ts'
export { typingText } from './presentation/typing-text.ts'
export type { TypingTexts } from './presentation/typing-text.ts'
export { unreadCount } from './transcript/unread-count.ts'

// Where a session is kept between pages.
export type { SessionStorage } from './storage/storage.ts'
export { webStorage } from './storage/web-storage.ts'
export type { WebStorageOptions } from './storage/web-storage.ts'
export { cookieStorage } from './storage/cookie-storage.ts'
export type { CookieStorageOptions } from './storage/cookie-storage.ts'
export { memoryStorage } from './storage/memory-storage.ts'

// The protocol: what travels.
export { isTranscriptCommand } from './protocol/protocol.ts'
export { mostEarlierEvents, typingLapseMs } from './protocol/protocol-numbers.ts'
export { textOf } from './protocol/text-of.ts'
// As a whole: an interface that is exported by its name cannot be added to from outside.
export type * from './protocol/message-content.ts'
export type {
  AttachCommand,
  CausedByCommand,
  ChangeCommand,
  ChangeEvent,
  ChatCommand,
  ChatEvent,
  DeleteMessage,
  EditMessage,
  EventAttached,
  EventError,
  EventMessage,
  EventMessageDeleted,
  EventMessageEdited,
  EventNotice,
  EventParticipantJoined,
  EventParticipantLeft,
  EventParticipantUpdated,
  EventMessagePart,
  EventReaction,
  EventRead,
  EventSessionEnded,
  EventSessionTaken,
  EventTranscript,
  EventTyping,
  EventUserDataUpdated,
  Identify,
  IndexedEvent,
  LeaveSession,
  MarkRead,
  Notice,
  Party,
  PartyType,
  PassingCommand,
  React,
  ReadMark,
  ReadTranscript,
  RestoreSession,
  SendMessage,
  SendNotice,
  SendTyping,
  ServerLimits,
  StartSession,
  TranscriptCommand,
  TranscriptEvent,
  UpdateUserData,
  Uploads,
  UserData,
} from './protocol/protocol.ts'

// The contracts of transports, and what turns a link into a transport.
export type {
  ChatTransport,
  CloseReason,
  Connectivity,
  ConnectivityChange,
  CredentialsRequest,
  LineFailure,
  PlannedRetry,
  TransportConnection,
  TransportListener,
} from './transport/transport.ts'
export type { LineSignal, LinkLine, OpenLink, SendCommand } from './transport/link.ts'
export { linkedTransport } from './linked-transport/linked-transport.ts'
export { linkedTransportGuards } from './linked-transport/linked-transport-options.ts'
export type { LinkedTransportOptions } from './linked-transport/linked-transport-options.ts'
export type { RetryDelay } from './linked-transport/retry-delay.ts'
export { trackConnectivity } from './transport/track-connectivity.ts'
export type { ConnectivityTracker, TrackConnectivityOptions } from './transport/track-connectivity.ts'

// Time, network and log, each an option of what uses it.
export { abortableDelay, longestTimerMs, startStopwatch, systemClock } from './platform/clock.ts'
export type { Clock, Stopwatch } from './platform/clock.ts'
export { createWakeups } from './platform/wakeups.ts'
export type { Wakeup, Wakeups } from './platform/wakeups.ts'
export { systemNetworkStatus } from './platform/network-status.ts'
export type { NetworkChange, NetworkStatus } from './platform/network-status.ts'
export { callHandler } from './platform/call-handler.ts'
export { guardedLogger } from './platform/guarded-logger.ts'
export { silentLogger } from './platform/logger.ts'
export type { Logger } from './platform/logger.ts'

// What transports, servers and tools of this SDK check their options and keep their rates with.
export { checkArgument, checkOptions, environmentGuards } from './checks/check-argument.ts'
/** Guards for options and input. Each says what is wrong with a value in one form: `path: expected …, got …`. */
export * as guards from './checks/guards.ts'
export { toJson } from './platform/to-json.ts'
export { sharedSource } from './platform/shared-source.ts'
export { createTokenBucket } from './platform/token-bucket.ts'
export type { TokenBucket, TokenBucketOptions } from './platform/token-bucket.ts'
