import {
  checkArgument,
  checkOptions,
  environmentGuards,
  guards,
  systemClock,
  systemNetworkStatus,
  type Clock,
  type NetworkStatus,
} from '@chat-transport/core'

/** Gives the upload token of the session's newest attach answer. `refused`: the one it gave before is not valid any more. */
export type TokenSource = (request: { readonly refused: boolean }) => string | Promise<string>

/** How far an upload has come, in bytes. */
export interface UploadProgress {
  /** What the server has acknowledged. */
  readonly sentBytes: number
  readonly totalBytes: number
}

/** The next attempt of an upload, before it is made. */
export interface PlannedUploadRetry {
  /** How many attempts have failed in a row without progress, from 1. */
  readonly attempt: number
  readonly delayMs: number
  readonly cause: Error
}

/** Time, network and requests, each replaced in tests. */
export interface UploadEnvironment {
  /** @default the page's */
  readonly fetch?: typeof fetch
  /** @default systemClock */
  readonly clock?: Clock
  /** @default systemNetworkStatus */
  readonly network?: NetworkStatus
}

/** What `uploadFile` takes besides the file. */
export interface UploadOptions extends UploadEnvironment {
  /** `EventAttached.uploads.url`, absolute. */
  readonly url: string
  /** `EventAttached.uploads.token`, or a function that gives it: a token ends with a session, and may be replaced. */
  readonly token: string | TokenSource
  readonly name: string
  /**
   * The media type. The server checks it against the bytes.
   * @default blob.type
   */
  readonly type?: string
  /**
   * Names this upload for good, so that one that is asked for twice is made once. Keep it together with the file.
   * @default a random one
   */
  readonly key?: string
  /** Where an upload that was begun before goes on: what `onCreated` gave. */
  readonly uploadUrl?: string
  /** Gives up: what the server has of the file is removed. */
  readonly signal?: AbortSignal
  /** Ends it here: what the server has stays, so that the upload goes on from its `uploadUrl`. */
  readonly pause?: AbortSignal
  /** The server has a place for the file. Keep the URL to go on after a reload. */
  readonly onCreated?: (uploadUrl: string) => void
  /** Called with each piece that the server has. */
  readonly onProgress?: (progress: UploadProgress) => void
  /** Called before each attempt that follows a failed one. */
  readonly onRetry?: (retry: PlannedUploadRetry) => void
}

export type UploadSettings = Omit<UploadOptions, 'token'> &
  Required<Pick<UploadOptions, 'type' | 'key' | keyof UploadEnvironment>> & { readonly token: TokenSource }

const { aFunction, guard, optional, signal, string } = guards
const absoluteUrl = guard('an absolute http or https URL', (value) => /^https?:\/\//.test(String(value)))
const someText = guard('a string that is not empty', (value) => typeof value === 'string' && value !== '')
const isBlob = guard('a Blob or File', (value) => value instanceof Blob)

/** What replaces the page's own. */
export const uploadEnvironmentGuards = {
  fetch: optional(aFunction),
  clock: environmentGuards.clock,
  network: environmentGuards.network,
}
/** How an upload is ended, and who is told of it. */
export const uploadCallbackGuards = {
  signal: optional(signal),
  pause: optional(signal),
  onProgress: optional(aFunction),
  onRetry: optional(aFunction),
}
/** What names a file, and its upload. */
export const fileGuards = { name: optional(string), type: optional(string), key: optional(someText) }

const optionGuards = {
  ...uploadEnvironmentGuards,
  ...uploadCallbackGuards,
  ...fileGuards,
  url: absoluteUrl,
  token: guard(
    'a string or a function',
    (value) => typeof value === 'function' || (!!value && typeof value === 'string'),
  ),
  name: string,
  uploadUrl: optional(absoluteUrl),
  onCreated: optional(aFunction),
}

/** The options with their defaults. Throws a `TypeError` that names the one that is wrong. */
export function uploadSettings(blob: Blob, options: UploadOptions): UploadSettings {
  checkArgument('uploadFile file', blob, isBlob)
  checkOptions('uploadFile', options, optionGuards)
  const { token, fetch: given = globalThis.fetch } = options
  return {
    ...options,
    type: options.type ?? blob.type,
    key: options.key ?? randomKey(),
    token: typeof token === 'function' ? token : () => token,
    // Called without its object, which some browsers refuse.
    fetch: (...request) => given(...request),
    clock: options.clock ?? systemClock,
    network: options.network ?? systemNetworkStatus,
  }
}

export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
