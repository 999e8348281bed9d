import {
  checkServerOptions,
  givenOptions,
  knownOptions,
  warningLogger,
  type ChatBackend,
} from '@chat-transport/backend'
import {
  checkArgument,
  environmentGuards,
  guardedLogger,
  guards,
  systemClock,
  type Clock,
  type Logger,
} from '@chat-transport/core'
import { keyOfSecret } from './sign-webhook.ts'
import { webhookTypes, type WebhookType } from './webhook.ts'
import { noCursors, type WebhookCursors } from './webhook-cursors.ts'

/** Somebody who is told of events by HTTP. */
export interface WebhookEndpoint {
  /** Where webhooks are posted. Redirects are not followed. */
  readonly url: string
  /**
   * `whsec_` and 24 to 64 random bytes in base64. Several sign each webhook, the newest first, while receivers change from one to
   * the next.
   */
  readonly secret: string | readonly string[]
  /** @default all */
  readonly events?: readonly WebhookType[]
  /**
   * Names it in the log and in `cursors`.
   * @default its `url`, without a query
   */
  readonly name?: string
}

/** Who is told by webhooks, and how often it is tried. */
export interface WebhooksOptions {
  readonly backend: ChatBackend
  readonly endpoints: readonly WebhookEndpoint[]
  /**
   * How long a webhook is tried, in milliseconds, before it is given up and the next one of its session is delivered.
   * @default 3_600_000
   */
  readonly retryForMs?: number
  /**
   * How long an endpoint may take to answer, in milliseconds.
   * @default 15_000
   */
  readonly timeoutMs?: number
  /**
   * How many webhooks an endpoint is posted at the same time, each of another session.
   * @default 10
   */
  readonly maxConcurrent?: number
  /** @default in memory */
  readonly cursors?: WebhookCursors
  /** Called for each webhook that was never delivered: it was tried for too long, or its session was forgotten before. */
  readonly onGivenUp?: (lost: { readonly endpoint: string; readonly sessionId: string; readonly id?: string }) => void
  /** @default warnings and errors, on the console */
  readonly logger?: Logger
  /** @default the system's */
  readonly clock?: Clock
}

export interface EndpointSettings {
  readonly name: string
  readonly url: string
  readonly keys: readonly Buffer[]
  readonly events: ReadonlySet<WebhookType>
}

export type WebhookSettings = Required<Omit<WebhooksOptions, 'endpoints'>> & {
  readonly endpoints: readonly EndpointSettings[]
}

const { guard, list, methods, oneOf, optional, string, wholeNumber } = guards
const isUrl = (value: unknown) => {
  const { protocol, username, password } = (typeof value === 'string' && urlOf(value)) || noUrl
  return /^https?:$/.test(protocol) && username === '' && password === ''
}
const urlOf = (value: string) => (URL.canParse(value) ? new URL(value) : undefined)
const noUrl = { protocol: '', username: '', password: '' }

const keysOf = (secret: unknown) => [secret].flat().map((one) => keyOfSecret(String(one)))
/** Without what was given: errors end up in logs. */
const secret: guards.Guard = (value, path) => {
  const keys = keysOf(value)
  return keys.length > 0 && keys.every(Boolean)
    ? undefined
    : { message: `${path}: expected "whsec_" and 24 to 64 random bytes in base64` }
}

const endpoint = knownOptions({
  url: guard('an http or https URL without user name and password', isUrl),
  secret,
  events: optional(list(oneOf(...webhookTypes))),
  name: optional(string),
} satisfies Record<keyof WebhookEndpoint, guards.Guard>)

const optionGuards = {
  backend: methods('onSession', 'sessions', 'findSession'),
  endpoints: list(endpoint),
  retryForMs: optional(wholeNumber(0, 7 * 24 * 3_600_000)),
  timeoutMs: optional(wholeNumber(1, 300_000)),
  maxConcurrent: optional(wholeNumber(1, 1_000)),
  cursors: optional(methods('list', 'save', 'remove')),
  onGivenUp: optional(guards.aFunction),
  logger: environmentGuards.logger,
  clock: environmentGuards.clock,
} satisfies Record<keyof WebhooksOptions, guards.Guard>

const defaults = Object.freeze({
  retryForMs: 3_600_000,
  timeoutMs: 15_000,
  maxConcurrent: 10,
  cursors: noCursors,
  onGivenUp: () => undefined,
  logger: warningLogger,
  clock: systemClock,
})

/** Merges the options with their defaults. Throws a `TypeError` or `RangeError` that names a bad one. */
export function resolveWebhookOptions(options: WebhooksOptions): WebhookSettings {
  checkServerOptions('createWebhooks', options, optionGuards)
  const { endpoints, ...given } = { ...defaults, ...givenOptions(options) }
  const resolved = endpoints.map(resolveEndpoint)
  const isUnique = () => new Set(resolved.map(({ name }) => name)).size === resolved.length
  checkArgument('createWebhooks endpoints', endpoints, guard('endpoints with different names', isUnique))
  return { ...given, endpoints: resolved, logger: guardedLogger(given.logger) }
}

function resolveEndpoint({ url, secret, events = webhookTypes, name }: WebhookEndpoint): EndpointSettings {
  const keys = keysOf(secret).filter((key) => key !== undefined)
  return { name: name ?? url.split('?')[0] ?? '', url, keys, events: new Set(events) }
}
