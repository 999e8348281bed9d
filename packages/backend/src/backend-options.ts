import { environmentGuards, guardedLogger, guards, longestTimerMs, systemClock } from '@chat-transport/core'
import type { Clock, Logger } from '@chat-transport/core'
import { FileService } from './application/file-service.ts'
import type { Authenticate, CommandDecorator, SessionOf } from './application/hooks.ts'
import { guardedObserver } from './application/observer.ts'
import type { BackendObserver } from './application/observer.ts'
import { BoundedWait } from './async/bounded-wait.ts'
import { ApplicationContents } from './commands/application-contents.ts'
import type { ContentSchemas } from './commands/application-contents.ts'
import { isStandardContent } from './commands/content-schemas.ts'
import { isStandardSchema } from './commands/standard-schema.ts'
import { checkServerOptions, knownOptions } from './check-server-options.ts'
import { givenOptions } from './given-options.ts'
import { warningLogger } from './application/warning-logger.ts'
import { defaultLimits, limitGuards } from './limits.ts'
import type { BackendLimits } from './limits.ts'
import type { BackendSettings } from './session/backend-settings.ts'
import { memorySessionStore } from './store/memory-session-store.ts'
import type { SessionStore } from './store/session-store.ts'
import { ReplayTurns } from './visitor/replay-turns.ts'
import { randomId } from './visitor/secrets.ts'

/** What `createChatBackend` takes. All of it may be left out. */
export interface ChatBackendOptions {
  /** @default memorySessionStore() */
  readonly store?: SessionStore
  /**
   * How long a session lives with nobody attached, in milliseconds: 30 minutes, as long as a phone may stay in a pocket.
   * @default 1800000
   */
  readonly sessionTimeoutMs?: number
  /**
   * How long a start is kept whose page has not shown that it has the answer, in milliseconds. Such a session is not shown to
   * agents.
   * @default 30000
   */
  readonly startTimeoutMs?: number
  /**
   * How long a session that has ended can still be read, in milliseconds.
   * @default 1800000
   */
  readonly keepEndedMs?: number
  readonly limits?: Partial<BackendLimits>
  /**
   * How long the store may take for one call, in milliseconds. A call that takes longer counts as failed: error 100.
   * @default 5000
   */
  readonly storeTimeoutMs?: number
  /**
   * How long `authenticate`, a decorator or a schema of `contents` may take for one command, in milliseconds. One that takes longer counts as failed:
   * error 100 for an attach, 52 for a command.
   * @default 30000
   */
  readonly hookTimeoutMs?: number
  /** @default everybody may come in, and nobody is known */
  readonly authenticate?: Authenticate
  /** @default the session that the user got last, if it has not ended */
  readonly sessionOf?: SessionOf
  /**
   * Whether a user has a session on one device at a time. `true`: another device takes it over, and the one before cannot come
   * back. `false`: all of them have it, up to `limits.maxDevices`.
   * @default false
   */
  readonly oneDevice?: boolean
  /**
   * Whether agents are told what visitors type before they send it, where the page allows it (`createChat({ typingPreview })`), and
   * pages what agents type. It is kept nowhere.
   * @default false
   */
  readonly typingPreview?: boolean
  /** @default [] */
  readonly decorators?: readonly CommandDecorator[]
  /**
   * What may be said besides the standard contents, by visitors and agents: a schema for each type, of valibot, zod, arktype or
   * any other library that keeps to Standard Schema. It checks what the content has besides `type` and `fallback`. What it gives
   * back is said, so it must fit that as well. It runs again for content that a decorator has changed, and for a message that is
   * sent again after a cut: it only checks, and does nothing else.
   * @default {}
   */
  readonly contents?: ContentSchemas
  /** @default systemClock */
  readonly clock?: Clock
  /**
   * `info` tells the life of each session, `debug` each command as well. Nothing that was said, no names and no secrets.
   * @default warningLogger
   */
  readonly logger?: Logger
  /**
   * Told of attaches and commands, for metrics.
   * @default nobody is told
   */
  readonly observer?: BackendObserver
}

const timeout = guards.optional(guards.wholeNumber(1, longestTimerMs))

const storeGuard = guards.fields({
  create: guards.aFunction,
  find: guards.aFunction,
  claim: guards.aFunction,
  append: guards.aFunction,
  committed: guards.aFunction,
  read: guards.aFunction,
  markRead: guards.aFunction,
  remove: guards.aFunction,
  expiry: guards.optional(guards.methods('renew', 'removeExpired')),
})

const schemaGuard = guards.guard('a Standard Schema, such as one of valibot, zod or arktype', isStandardSchema)
const ownType = guards.guard('a type of your own, since this one is a standard content', () => false)
const contentsGuard: guards.Guard = (contents, path) => {
  if (!guards.isObject(contents)) return guards.object(contents, path)
  const problems = Object.entries(contents).map(([type, schema]) =>
    (isStandardContent(type) ? ownType : schemaGuard)(schema, `${path}.${type}`),
  )
  return problems.find(Boolean)
}

/** The guards of the options of `createChatBackend`, for what takes them beside its own. */
export const backendOptionGuards = {
  store: guards.optional(storeGuard),
  sessionTimeoutMs: timeout,
  startTimeoutMs: timeout,
  keepEndedMs: timeout,
  storeTimeoutMs: timeout,
  hookTimeoutMs: timeout,
  limits: guards.optional(knownOptions(limitGuards)),
  authenticate: guards.optional(guards.aFunction),
  sessionOf: guards.optional(guards.aFunction),
  oneDevice: guards.optional(guards.boolean),
  typingPreview: guards.optional(guards.boolean),
  decorators: guards.optional(guards.list(guards.aFunction)),
  contents: guards.optional(contentsGuard),
  clock: environmentGuards.clock,
  logger: environmentGuards.logger,
  observer: guards.optional(guards.object),
} satisfies Record<keyof ChatBackendOptions, guards.Guard>

const defaults = Object.freeze({
  sessionTimeoutMs: 30 * 60_000,
  startTimeoutMs: 30_000,
  keepEndedMs: 30 * 60_000,
  storeTimeoutMs: 5_000,
  hookTimeoutMs: 30_000,
  authenticate: () => true,
  oneDevice: false,
  typingPreview: false,
  decorators: Object.freeze([]),
  logger: warningLogger,
})

/** The options with their defaults. Throws a `TypeError` or `RangeError` that names the one that is wrong. */
export function backendSettings(options: ChatBackendOptions = {}): BackendSettings {
  checkServerOptions('createChatBackend', options, backendOptionGuards)
  const { limits = {}, contents = {}, observer = {}, ...given } = givenOptions(options)
  const { clock = systemClock, store = memorySessionStore(), hookTimeoutMs = defaults.hookTimeoutMs } = given
  const boundedWait = new BoundedWait(clock)
  const logger = guardedLogger(given.logger ?? defaults.logger)
  return Object.freeze({
    ...defaults,
    ...given,
    clock,
    store,
    backendId: randomId(),
    boundedWait,
    contents: new ApplicationContents(contents, (run) => boundedWait.within(hookTimeoutMs, run)),
    replayTurns: new ReplayTurns(clock),
    files: new FileService(),
    logger,
    observer: guardedObserver(observer, logger),
    limits: Object.freeze({ ...defaultLimits, ...givenOptions(limits) }),
  })
}
