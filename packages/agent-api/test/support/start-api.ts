import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createChatServer, type ChatServerOptions } from '@chat-transport/server'
import { vi } from 'vitest'
import { WebSocket } from 'ws'
import { onCleanup } from '../../../../test/support/cleanup.ts'
import { eventually } from '../../../../test/support/deadline.ts'
import { createAgentApi, type AgentApiOptions, type ProblemDetails } from '../../src/index.ts'
import { comeIn } from './a-visitor.ts'
import { answerChecks, type OpenApi } from './answer-checks.ts'

export const botToken = 'bot-token-0123456789abcdefghijklmnop'
export const readerToken = 'reader-token-0123456789abcdefghijklmn'
const tokens = [
  { token: botToken, name: 'bot', profile: { name: 'Robin', type: 'external' } },
  { token: readerToken, name: 'reader', scopes: ['read'] },
] as const

export interface CallOptions {
  readonly body?: unknown
  readonly key?: string
  readonly token?: string | null
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

export interface Answer<Body = Record<string, unknown>> {
  readonly status: number
  readonly body: Body
  readonly headers: Headers
}

/** The API and a chat server on one HTTP server. Every answer is held against the API's own document. */
export async function startApi(options: Partial<AgentApiOptions> = {}, chatOptions: ChatServerOptions = {}) {
  const httpServer = createServer()
  const chat = createChatServer({ limits: { commandsPerSecond: 100_000 }, ...chatOptions }).attach(httpServer)
  const backend = options.backend ?? chat.backend
  const findSession = vi.spyOn(backend, 'findSession')
  const api = createAgentApi({ tokens, requestsPerSecond: 100_000, ...options, backend }).attach(httpServer)
  httpServer.listen(0, '127.0.0.1')
  await once(httpServer, 'listening')
  onCleanup(async () => {
    await api.close()
    httpServer.closeAllConnections()
    httpServer.close()
    await chat.close()
  })
  const origin = `http://127.0.0.1:${(httpServer.address() as AddressInfo).port}`
  const url = `${origin}${options.path ?? '/agent/v1'}`
  const headersOf = ({ body, key, token = botToken, headers }: CallOptions) => ({
    ...(token !== null && { authorization: `Bearer ${token}` }),
    ...(body !== undefined && !(body instanceof Uint8Array) && { 'content-type': 'application/json' }),
    ...(key !== undefined && { 'idempotency-key': key }),
    ...headers,
  })
  const document = await fetch(`${url}/openapi.json`, { headers: headersOf({ token: tokenOf(options) }) })
  const check = answerChecks((await document.json()) as OpenApi)

  async function call<Body = Record<string, unknown>>(
    method: string,
    route: string,
    given: CallOptions = {},
  ): Promise<Answer<Body>> {
    const { body, signal } = given
    const isBytes = body === undefined || typeof body === 'string' || body instanceof Uint8Array
    const response = await fetch(url + route, {
      method,
      headers: headersOf(given),
      ...(body !== undefined && { body: (isBytes ? body : JSON.stringify(body)) as BodyInit }),
      ...(signal && { signal }),
    })
    const text = await response.text()
    const answer = { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) }
    check(method, new URL(url + route).pathname.slice(new URL(url).pathname.length), {
      ...answer,
      type: response.headers.get('content-type'),
    })
    return { ...answer, headers: response.headers } as Answer<Body>
  }

  return {
    api,
    backend,
    chat,
    httpServer,
    origin,
    url,
    call,
    /** As `call`, of a call that is refused. */
    refused: (method: string, route: string, given?: CallOptions) => call<ProblemDetails>(method, route, given),
    /** Waits until a request has found its session, and so waits itself. */
    async waitForRequest() {
      await eventually(() => findSession.mock.results.length > 0)
      await Promise.all(findSession.mock.results.map(({ value }) => value as Promise<unknown>))
    },
    visitor: (nickname?: string) => comeIn(backend, nickname),
    /** A WebSocket on the feed. */
    socket: (query = '', headers: Readonly<Record<string, string>> = { authorization: `Bearer ${botToken}` }) =>
      new WebSocket(`${url.replace('http', 'ws')}/feed${query}`, { headers }),
  }
}

const tokenOf = ({ tokens: given }: Partial<AgentApiOptions>) => {
  const [first] = given ?? []
  return first && 'token' in first ? first.token : botToken
}

export type RunningApi = Awaited<ReturnType<typeof startApi>>
