import type { BackendSession } from '@chat-transport/backend'
import type { Clock, Logger } from '@chat-transport/core'
import type { Caller } from '../access/caller.ts'
import type { Gatekeeper } from '../access/gatekeeper.ts'
import { problemOf, noSession, serverFailed, sessionIsGone, type ApiProblem } from '../http/problem.ts'
import type { Operation, OperationCall, OperationHost } from '../operations/operation.ts'
import type { SessionWatch } from '../sessions/session-watch.ts'
import type { CheckedCall } from './check-call.ts'

export interface ApiSettings {
  readonly path: string
  readonly allowedOrigins: ReadonlySet<string>
  readonly maxBodyBytes: number
  readonly maxFeedBodyBytes: number
  readonly bodyTimeoutMs: number
  readonly closeTimeoutMs: number
  readonly maxBufferBytes: number
  readonly slowConsumerTimeoutMs: number
  readonly clock: Clock
  readonly logger: Logger
}

/** What requests and sockets work with. */
export interface ApiHost {
  readonly settings: ApiSettings
  readonly gatekeeper: Gatekeeper
  readonly watch: SessionWatch
  readonly operations: OperationHost
  /** Aborts when the API is closed. */
  readonly closed: AbortSignal
}

interface RunOptions {
  readonly caller: Caller
  readonly signal: AbortSignal
  readonly request?: OperationCall<never, never, never>['request']
}

/** Runs an operation. Rejects with what it throws. */
export async function runOperation(
  host: ApiHost,
  operation: Operation,
  { path, query, body, callId, ...options }: CheckedCall & RunOptions,
): Promise<unknown> {
  const call = {
    host: host.operations,
    path,
    query,
    body,
    callId,
    ...options,
    session: () => findSession(host.watch, String(path['sessionId'])),
  }
  return operation.run(call as unknown as OperationCall<never, never, never>)
}

async function findSession(watch: SessionWatch, sessionId: string): Promise<BackendSession> {
  const session = await watch.find(sessionId)
  if (session && session.status !== 'gone') return session
  throw watch.isGone(sessionId) ? sessionIsGone() : noSession()
}

/** How a failure is answered. One of the server's own is logged, without anything of the request. */
export function answerTo(
  cause: unknown,
  { operation, logger }: { readonly operation: string; readonly logger: Logger },
): ApiProblem {
  const problem = problemOf(cause)
  if (problem) return problem
  logger.error(`unable to answer: ${operation} failed`, cause)
  return serverFailed()
}
