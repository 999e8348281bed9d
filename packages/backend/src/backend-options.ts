import { silentLogger, systemClock } from '@chat-transport/core'
import type { AttachCommand, ChatCommand, Clock, Logger } from '@chat-transport/core'
import type { BackendSession } from './application/backend-session.ts'
import { Deadlines } from './async/bounded-wait.ts'
import { defaultLimits } from './limits.ts'
import type { BackendLimits } from './limits.ts'
import { memorySessionStore } from './store/memory-session-store.ts'
import type { ChatRefusal } from './commands/refusal.ts'
import type { SessionStore } from './store/session-store.ts'
import type { AttachContext } from './visitor/visitor-line.ts'

/**
 * Sees each new command of a visitor before it takes effect, in the order given. Gives back the command, changed or not (its
 * `type` and `id` stay), or refuses it: by throwing or returning a `ChatRefusal`, normally with code 51. Anything else thrown
 * is error 52. A command that was accepted before is not shown again when it is repeated.
 */
export type CommandDecorator = (
  command: ChatCommand,
  session: BackendSession,
) => ChatCommand | ChatRefusal | Promise<ChatCommand | ChatRefusal>

/** An attach as hooks see it: without the secret, which is nobody's business. */
export type AttachRequest = AttachCommand extends infer Command
  ? Command extends unknown
    ? Omit<Command, 'secret'>
    : never
  : never

/**
 * Decides at every attach, restores included, whether the visitor may come in: `false` is error 101, a thrown `ChatRefusal`
 * its own code. Anything else thrown says nothing about the visitor, so it is error 100: the page tries again.
 */
export type Authenticate = (request: AttachRequest, context: AttachContext) => boolean | void | Promise<boolean | void>

export interface ChatBackendOptions {
  /** @default memorySessionStore() */
  readonly store?: SessionStore
  /**
   * How long a session lives with nobody attached, and how long an ended one can still be read.
   * @default 300000
   */
  readonly sessionTimeoutMs?: number
  readonly limits?: Partial<BackendLimits>
  /**
   * How long the store may take for one call, in milliseconds. Then it counts as failed: error 100.
   * @default 5000
   */
  readonly storeTimeoutMs?: number
  /**
   * How long `authenticate` or a decorator may take for one command, in milliseconds. Then it counts as failed: error 100 for
   * an attach, 52 for a command.
   * @default 30000
   */
  readonly hookTimeoutMs?: number
  /** @default everybody may come in */
  readonly authenticate?: Authenticate
  /** @default [] */
  readonly decorators?: readonly CommandDecorator[]
  /** @default systemClock */
  readonly clock?: Clock
  /** @default silentLogger */
  readonly logger?: Logger
}

export interface BackendSettings extends Required<Omit<ChatBackendOptions, 'limits'>> {
  readonly limits: BackendLimits
  /** What bounds the waiting for the store and the hooks. */
  readonly deadlines: Deadlines
}

/** The longest delay that timers keep; a longer one would fire at once. */
const longestTimerMs = 2_147_483_647

const defaults = Object.freeze({
  sessionTimeoutMs: 5 * 60_000,
  storeTimeoutMs: 5_000,
  hookTimeoutMs: 30_000,
  limits: defaultLimits,
  authenticate: () => true,
  decorators: Object.freeze([]),
  logger: silentLogger,
})

/** The options with their defaults, checked: throws a `TypeError` or `RangeError` that names the one that is wrong. */
export function backendSettings(options: ChatBackendOptions = {}): BackendSettings {
  if (!isObject(options)) throw new TypeError('unable to create a chat back end: its options must be an object')
  const given = withoutUndefined(options)
  if (given.limits !== undefined && !isObject(given.limits)) throw wrongType('limits', 'an object')
  const settings = withDefaults(given)
  checkNumbers(settings)
  checkFunctions('store', settings.store, [
    'create',
    'find',
    'claim',
    'append',
    'committed',
    'read',
    'markRead',
    'remove',
  ])
  checkFunctions('clock', settings.clock, ['now', 'monotonic', 'after', 'random'])
  checkFunctions('logger', settings.logger, ['debug', 'info', 'warn', 'error'])
  if (typeof settings.authenticate !== 'function') throw wrongType('authenticate', 'a function')
  const { decorators } = settings
  if (!Array.isArray(decorators) || !decorators.every((decorator) => typeof decorator === 'function')) {
    throw wrongType('decorators', 'an array of functions')
  }
  return Object.freeze(settings)
}

function withDefaults(given: Given<ChatBackendOptions>): BackendSettings {
  const { clock = systemClock, store = memorySessionStore(), limits = {} } = given
  return {
    ...defaults,
    ...given,
    clock,
    deadlines: new Deadlines(clock),
    limits: Object.freeze({ ...defaultLimits, ...withoutUndefined(limits) }),
    store,
  }
}

function checkNumbers({ limits, ...settings }: BackendSettings): void {
  for (const name of ['sessionTimeoutMs', 'storeTimeoutMs', 'hookTimeoutMs'] as const) {
    checkInteger(name, settings[name], [1, longestTimerMs])
  }
  checkInteger('limits.maxMessageBytes', limits.maxMessageBytes, [1024, 16 * 1024 * 1024])
  checkInteger('limits.commandsPerSecond', limits.commandsPerSecond, [1, 1_000_000])
  checkInteger('limits.maxTranscriptEvents', limits.maxTranscriptEvents, [1, 10_000_000])
  checkInteger('limits.maxTranscriptBytes', limits.maxTranscriptBytes, [1024, 1024 * 1024 * 1024])
  checkInteger('limits.maxSessions', limits.maxSessions, [1, 10_000_000])
}

function checkInteger(name: string, value: unknown, [least, most]: readonly [number, number]): void {
  if (typeof value !== 'number') throw wrongType(name, 'a number')
  if (Number.isInteger(value) && value >= least && value <= most) return
  throw new RangeError(
    `unable to create a chat back end: ${name} must be an integer from ${least} to ${most}, not ${value}`,
  )
}

function checkFunctions(name: string, value: unknown, members: readonly string[]): void {
  if (!isObject(value)) throw wrongType(name, 'an object')
  for (const member of members) {
    if (typeof Reflect.get(value, member) !== 'function') throw wrongType(`${name}.${member}`, 'a function')
  }
}

const wrongType = (name: string, expected: string) =>
  new TypeError(`unable to create a chat back end: ${name} must be ${expected}`)

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** An option that is `undefined` is one that was not given. */
type Given<Options> = { [Name in keyof Options]: Exclude<Options[Name], undefined> }
function withoutUndefined<Options extends object>(options: Options): Given<Options> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Given<Options>
}
