import { checkArgument, checkOptions, environmentGuards } from './checks/check-argument.ts'
import { aFunction, boolean, methods, object, only, optional, string, wholeNumber } from './checks/guards.ts'
import { jsonSnapshot } from './platform/json-snapshot.ts'
import { type Clock, systemClock } from './platform/clock.ts'
import type { Logger } from './platform/logger.ts'
import { type NetworkStatus, systemNetworkStatus } from './platform/network-status.ts'
import type { UserData } from './protocol/protocol.ts'
import type { Credentials } from './session/credentials.ts'
import type { LoadFiles } from './session/file-sender.ts'
import type { SessionStorage } from './storage/storage.ts'
import { ownerPrefix } from './storage/storage-owner.ts'
import { webStorage } from './storage/web-storage.ts'
import type { ChatTransport } from './transport/transport.ts'

/** What `createChat` takes. A bad option throws a `TypeError` or `RangeError` that names it. */
export interface ChatOptions {
  readonly transport: ChatTransport
  /** Where the session is kept between pages. @default webStorage(), in the transport's `storageArea` */
  readonly storage?: SessionStorage
  /**
   * Who uses the page, in words of your own, such as an account's id: no other visitor sees what this one has not sent yet, or
   * comes back to this one's session. Never sent, and not stored as it is. @default everybody
   */
  readonly visitor?: string
  /**
   * What your own log-in gives for this visitor, such as a JWT: asked anew for each attach, so that it may run out. `undefined`: the
   * visitor has not logged in. It is sent in the body of the attach, and never stored or logged. When it throws, or takes longer than a
   * line may take to open, the attach is tried again later. @default nobody logs in
   */
  readonly credentials?: Credentials
  /**
   * What sends files: `() => import('@chat-transport/files')`, loaded with the first one, and when a page comes back to a session.
   * @default files cannot be sent
   */
  readonly files?: LoadFiles
  /**
   * Shows the other parties what the visitor types before they send it, as far as the page gives it to `sendTyping` and the server
   * takes it. Visitors should be told. @default false
   */
  readonly typingPreview?: boolean
  readonly outbox?: {
    /** How many commands may wait for the server; a further one is refused. @default 100 */
    readonly maxMessages?: number
  }
  /** Told what the chat and its transport do: `info` tells the story, `debug` every step. @default silentLogger */
  readonly logger?: Logger
  /** @default systemClock */
  readonly clock?: Clock
  /** @default systemNetworkStatus */
  readonly network?: NetworkStatus
}

/** What visitors say of themselves when a session starts. */
export interface StartRequest {
  readonly nickname?: string
  readonly subject?: string
  readonly userData?: UserData
}

/** The options with their defaults. Throws a `TypeError` or `RangeError` that names a bad one. */
export function checkedChatOptions(options: ChatOptions) {
  checkOptions('createChat', options, {
    transport: methods('connect'),
    storage: optional(methods('load', 'save', 'remove', 'keys')),
    visitor: optional(string),
    credentials: optional(aFunction),
    files: optional(aFunction),
    typingPreview: optional(boolean),
    outbox: optional(only({ maxMessages: optional(wholeNumber(1)) }, 'option')),
    ...environmentGuards,
  })
  const {
    transport,
    storage = webStorage({ area: transport.storageArea ?? 'session' }),
    visitor,
    credentials,
    files,
    typingPreview = false,
    outbox: { maxMessages = 100 } = {},
    logger,
    clock = systemClock,
    network = systemNetworkStatus,
  } = options
  const owner = ownerPrefix(transport.address, visitor)
  return { transport, storage, owner, logger, clock, network, maxMessages, credentials, files, typingPreview }
}

const startRequest = only({ nickname: optional(string), subject: optional(string), userData: optional(object) })

/** A copy of the request as JSON: what the caller changes in it later is not sent. */
export function checkedStartRequest(request: StartRequest): StartRequest {
  checkArgument('request', request, startRequest)
  const { nickname, subject, userData } = request
  return jsonSnapshot({ nickname, subject, userData }, 'request') as StartRequest
}
