import type { Readable } from 'node:stream'
import { givenOptions, knownOptions, type GivenOptions } from '@chat-transport/backend'
import { guards, longestTimerMs } from '@chat-transport/core'
import { leastBytes } from './file-record.ts'
import { plainType } from './media-type.ts'

/** A file that has come as a whole, for a scanner. */
export interface ScannedFile {
  readonly sessionId: string
  readonly name: string
  /** The media type that was declared and agrees with the bytes. */
  readonly type: string
  readonly bytes: number
  /** The content, from its beginning at each call. */
  open(): Readable | Promise<Readable>
}

/**
 * Looks at each file before anybody is told of it. `false` refuses it; so does a thrown `ChatRefusal`, whose code and description
 * the page gets. Anything else thrown says nothing about the file: it is kept, unshown, and the page asks again.
 */
export type ScanFile = (file: ScannedFile) => boolean | void | Promise<boolean | void>

/** The part of a data store of tus that the server uses, such as `S3Store` of `@tus/s3-store`. */
export interface UploadStore {
  /** Begins an upload. */
  create(upload: StoredUpload): Promise<unknown>
  /** Writes from an offset on; resolves with the offset behind it. */
  write(content: Readable, id: string, offset: number): Promise<number>
  /** What is known of an upload, with how much of it is there. */
  getUpload(id: string): Promise<StoredUpload>
  /** The bytes of an upload. */
  read(id: string): Readable | Promise<Readable>
  /** Removes an upload and its bytes. */
  remove(id: string): Promise<unknown>
}

/** An upload as such a store knows it. */
export interface StoredUpload {
  id: string
  size: number | undefined
  offset: number
  metadata: Record<string, string | null> | undefined
  creation_date: string | undefined
  storage: { type: string; path: string; bucket?: string } | undefined
  readonly sizeIsDeferred: boolean
}

/** Where files of visitors are kept, and which of them are taken. */
export interface FileOptions {
  /**
   * The folder for the files and for what is known of them. It belongs to this server alone: whatever is in it and belongs to no
   * session is removed. Beside `instance` it is one that all servers share, and each has a folder of its name in it.
   */
  readonly directory: string
  /**
   * Keeps the bytes elsewhere: a data store of tus, such as `S3Store`. What is known of the files stays in `directory`,
   * and servers that share it share the store too.
   * @default files in `directory`
   */
  readonly store?: UploadStore
  /**
   * The address of the uploads, as pages reach it: an absolute URL that leads to `<path>/~files` of this server. Set it when a
   * proxy changes paths, or when agents are to get absolute links.
   * @default the chat's path on the host that the page has asked
   */
  readonly url?: string
  /**
   * How large one file may be.
   * @default 26_214_400 (25 MB)
   */
  readonly maxBytes?: number
  /**
   * How many files the visitor of one session may upload, refused ones included.
   * @default 100
   */
  readonly maxFiles?: number
  /**
   * How large all files of one session may be together.
   * @default 10 × maxBytes, or maxFiles × 64 kB if that is more
   */
  readonly maxSessionBytes?: number
  /**
   * How large the files of all sessions of one address may be together, where addresses are counted.
   * @default a quarter of maxTotalBytes
   */
  readonly maxAddressBytes?: number
  /**
   * How large all files may be together. A file counts from its beginning with its whole size, and as 64 kB at least.
   * @default 10_737_418_240 (10 GB)
   */
  readonly maxTotalBytes?: number
  /**
   * The media types that visitors may send: `'image/png'`, `'image/*'`.
   * @default ['image/*', 'audio/*', 'video/*', 'application/pdf', 'text/plain']
   */
  readonly types?: readonly string[]
  /** @default every file that is what it says is good */
  readonly scan?: ScanFile
  /**
   * How long `scan` may take for one file, in milliseconds.
   * @default 60_000
   */
  readonly scanTimeoutMs?: number
  /**
   * How long an upload is kept that no message has named, from its beginning. In milliseconds.
   * @default 86_400_000 (a day)
   */
  readonly unusedTimeoutMs?: number
  /**
   * How many uploads and downloads may be under way at once, in total. Beyond it the oldest is ended, and goes on later.
   * @default 1_000
   */
  readonly maxTransfers?: number
  /**
   * The same for one address.
   * @default 100
   */
  readonly maxTransfersPerAddress?: number
}

/** The checked options, with defaults. */
export interface FileSettings extends Omit<Required<FileOptions>, 'store' | 'url'> {
  readonly store: UploadStore | undefined
  readonly url: string | undefined
}

const { guard, list, methods, optional, wholeNumber } = guards
const mostBytes = 2 ** 50
const bytes = optional(wholeNumber(1, mostBytes))
const milliseconds = optional(wholeNumber(1, longestTimerMs))
const isUrl = (value: unknown) => URL.canParse(String(value)) && /^https?:.*[^/]$/.test(String(value))
const isTypePattern = (value: unknown) =>
  typeof value === 'string' && (value === '*/*' || plainType(value.replace(/\/\*$/, '/x')) !== '')

/** The guard of the option `files`. */
export const fileOptions = knownOptions({
  directory: guard('the path of a folder', (value) => typeof value === 'string' && value !== ''),
  store: optional(methods('create', 'write', 'getUpload', 'read', 'remove')),
  url: optional(guard('an absolute http or https URL without a slash at its end', isUrl)),
  maxBytes: bytes,
  maxFiles: optional(wholeNumber(1, 1_000_000)),
  maxSessionBytes: bytes,
  maxAddressBytes: bytes,
  maxTotalBytes: bytes,
  types: optional(list(guard("a media type such as 'image/png' or 'image/*'", isTypePattern))),
  scan: optional(guards.aFunction),
  scanTimeoutMs: milliseconds,
  unusedTimeoutMs: milliseconds,
  maxTransfers: optional(wholeNumber(1, 1_000_000)),
  maxTransfersPerAddress: optional(wholeNumber(1, 1_000_000)),
} satisfies Record<keyof FileOptions, guards.Guard>)

const defaults = Object.freeze({
  maxBytes: 25 * 1024 ** 2,
  maxFiles: 100,
  maxTotalBytes: 10 * 1024 ** 3,
  types: Object.freeze(['image/*', 'audio/*', 'video/*', 'application/pdf', 'text/plain']),
  scan: () => true,
  scanTimeoutMs: 60_000,
  unusedTimeoutMs: 86_400_000,
  maxTransfers: 1_000,
  maxTransfersPerAddress: 100,
})

/** Merges the options, which are checked, with their defaults. */
export function resolveFileOptions(options: FileOptions): FileSettings {
  const given = givenOptions(options) as GivenOptions<FileOptions>
  const { maxBytes, maxFiles, maxTotalBytes } = { ...defaults, ...given }
  return Object.freeze({
    store: undefined,
    url: undefined,
    maxSessionBytes: Math.max(10 * maxBytes, maxFiles * leastBytes),
    maxAddressBytes: Math.ceil(maxTotalBytes / 4),
    ...defaults,
    ...given,
  })
}
