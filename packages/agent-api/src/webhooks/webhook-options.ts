import { givenOptions, refuseUnknownNames, warningLogger, type ChatBackend } from '@chat-transport/backend'
import {
  checkArgument,
  checkOptions,
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

const { guard, list, methods, optional, wholeNumber } = guards
const optionGuards = {
  backend: methods('onSession', 'sessions', 'findSession'),
  endpoints: list(guards.object),
  retryForMs: optional(wholeNumber(0, 7 * 24 * 3_600_000)),
  timeoutMs: optional(wholeNumber(1, 300_000)),
  maxConcurrent: optional(wholeNumber(1, 1_000)),
  cursors: optional(methods('list', 'save', 'remove')),
  onGivenUp: optional(guards.aFunction),
  logger: environmentGuards.logger,
  clock: environmentGuards.clock,
}
const isUrl = (value: unknown) => {
  const { protocol, username, password } = (typeof value === 'string' && urlOf(value)) || noUrl
  return /^https?:$/.test(protocol) && username === '' && password === ''
}
const noUrl = { protocol: '', username: '', password: '' }
const urlGuard = guard('an http or https URL without user name and password', isUrl)

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
  checkOptions('createWebhooks', options, optionGuards)
  refuseUnknownNames('createWebhooks', options, optionGuards)
  const { endpoints, ...given } = { ...defaults, ...givenOptions(options) }
  const resolved = endpoints.map(resolveEndpoint)
  const isUnique = () => new Set(resolved.map(({ name }) => name)).size === resolved.length
  checkArgument('createWebhooks endpoints', endpoints, guard('endpoints with different names', isUnique))
  return { ...given, endpoints: resolved, logger: guardedLogger(given.logger) }
}

function resolveEndpoint(endpoint: WebhookEndpoint, index: number): EndpointSettings {
  const owner = `createWebhooks endpoints[${index}]`
  refuseUnknownNames(owner, endpoint, endpointNames)
  const { url, secret, events = webhookTypes, name = String(url).split('?')[0] ?? '' } = endpoint
  checkArgument(`${owner}.url`, url, urlGuard)
  checkArgument(`${owner}.events`, events, list(guards.oneOf(...webhookTypes)))
  checkArgument(`${owner}.name`, name, guards.string)
  const keys = [secret].flat().flatMap((one) => keyOfSecret(String(one)) ?? [])
  // Without what was given: errors end up in logs.
  if (keys.length === 0 || keys.length !== [secret].flat().length)
    throw new TypeError(`${owner}.secret: expected "whsec_" and 24 to 64 random bytes in base64`)
  return { name, url, keys, events: new Set(events) }
}

const endpointNames: Required<Record<keyof WebhookEndpoint, true>> = {
  url: true,
  secret: true,
  events: true,
  name: true,
}

const urlOf = (value: unknown) => (URL.canParse(String(value)) ? new URL(String(value)) : undefined)
