import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Caller } from '../access/caller.ts'
import { streamFeed } from '../feed/stream-feed.ts'
import { allowOrigin, answerPreflight, requireOrigin } from '../http/origins.ts'
import { ApiProblem, closing, notFound } from '../http/problem.ts'
import { readJson } from '../http/read-body.ts'
import { sendAnswer, sendProblem, type Exchange } from '../http/send-answer.ts'
import type { FeedPosition } from '../feed/feed-items.ts'
import type { Operation } from '../operations/operation.ts'
import { answerTo, runOperation, type ApiHost } from './api-host.ts'
import { checkCall, type CheckedCall } from './check-call.ts'
import type { Routes } from './match-route.ts'
import type { OpenFeeds } from './open-feeds.ts'

export interface RequestHost extends ApiHost {
  readonly routes: Routes
  readonly feeds: OpenFeeds
  /** The document as JSON. */
  readonly openApi: object
}

/** How long a client may send nothing of a file. */
const stalledMs = 30_000

/** Answers one request. Never rejects. */
export async function serveRequest(host: RequestHost, exchange: Exchange): Promise<void> {
  const { logger } = host.settings
  const told = { operation: 'a request', logger }
  try {
    const answer = await answerOf(host, exchange, told)
    if (answer !== 'answered') sendAnswer(exchange, answer.body)
  } catch (cause) {
    sendProblem(exchange, answerTo(cause, told))
  }
}

type Told = { operation: string; readonly logger: ApiHost['settings']['logger'] }

async function answerOf(
  host: RequestHost,
  { request, response }: Exchange,
  told: Told,
): Promise<'answered' | { readonly body: unknown }> {
  const { path, allowedOrigins } = host.settings
  requireOrigin(request, allowedOrigins)
  allowOrigin(request, response, allowedOrigins)
  if (host.closed.aborted) throw closing()
  const url = addressOf(request)
  const route = url.pathname.slice(path.length)
  if (request.method === 'OPTIONS') {
    answerPreflight(response)
    return 'answered'
  }
  const caller = await host.gatekeeper.admit(request)
  caller.countRequest()
  if (route === '/openapi.json' && request.method === 'GET') return { body: host.openApi }
  const match = host.routes.match(route)
  if (!match) throw notFound(`Nothing is served here. ${path}/openapi.json says what is.`)
  const operation = match.operations.find(({ method }) => method === request.method)
  if (!operation) throw wrongMethod(match.operations)
  told.operation = operation.id
  caller.require(operation.scope)
  const call = await readCall(host, operation, { request, path: match.path, query: url.searchParams })
  return serveOperation(host, operation, { exchange: { request, response }, caller, call })
}

interface CheckedRequest {
  readonly exchange: Exchange
  readonly caller: Caller
  readonly call: CheckedCall
}

async function serveOperation(host: RequestHost, operation: Operation, { exchange, caller, call }: CheckedRequest) {
  const { request, response } = exchange
  const scope = new AbortController()
  const leave = () => scope.abort()
  response.once('close', leave)
  host.closed.addEventListener('abort', leave)
  if (host.closed.aborted) leave() // while the caller was looked at
  const { signal } = scope
  const isStream = operation.id === 'readFeed' && asksForStream(request)
  const closeFeed = operation.waits ? host.feeds.open(caller, isStream ? 'stream' : 'poll') : () => undefined
  try {
    if (isStream) return await streamTo(host, response, { call, signal })
    if (operation.takesBytes) request.setTimeout(stalledMs, () => request.destroy())
    return { body: await runOperation(host, operation, { ...call, caller, signal, request }) }
  } finally {
    if (operation.takesBytes) request.setTimeout(0)
    response.off('close', leave)
    host.closed.removeEventListener('abort', leave)
    closeFeed()
  }
}

async function streamTo(
  host: RequestHost,
  response: ServerResponse,
  { call, signal }: { readonly call: CheckedCall; readonly signal: AbortSignal },
): Promise<'answered'> {
  const { clock, logger, maxBufferBytes, slowConsumerTimeoutMs } = host.settings
  const position = { sessions: {}, from: 'start', ...(call.body as Partial<FeedPosition>) } as const
  const bounds = { maxBufferBytes, slowConsumerTimeoutMs }
  await streamFeed(response, { watch: host.watch, position, clock, logger, signal, ...bounds })
  return 'answered'
}

interface GivenRequest {
  readonly request: IncomingMessage
  readonly path: Readonly<Record<string, string>>
  readonly query: URLSearchParams
}

async function readCall(host: RequestHost, operation: Operation, { request, path, query }: GivenRequest) {
  const { clock, maxBodyBytes, maxFeedBodyBytes, bodyTimeoutMs } = host.settings
  const maxBytes = operation.id === 'readFeed' ? maxFeedBodyBytes : maxBodyBytes
  const body = operation.takesBytes ? undefined : await readJson(request, { maxBytes, timeoutMs: bodyTimeoutMs, clock })
  const key = request.headers['idempotency-key']
  return checkCall(operation, {
    path,
    query: Object.fromEntries(query),
    body,
    key: Array.isArray(key) ? key[0] : key,
  })
}

const asksForStream = ({ headers }: IncomingMessage) => /\btext\/event-stream\b/.test(headers.accept ?? '')

/** Whatever a client asks for is below our path, so it has one. */
function addressOf({ url = '' }: IncomingMessage): URL {
  if (URL.canParse(url, 'http://localhost')) return new URL(url, 'http://localhost')
  throw notFound('Nothing is served here.')
}

function wrongMethod(operations: readonly Operation[]): ApiProblem {
  const allow = operations.map(({ method }) => method).join(', ')
  return new ApiProblem({ status: 405, code: 1, detail: `Only ${allow} is served here.`, headers: { allow } })
}
