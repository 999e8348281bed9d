import type { IncomingMessage } from 'node:http'
import type { BackendSession } from '@chat-transport/backend'
import type { Clock } from '@chat-transport/core'
import type * as v from 'valibot'
import type { Caller, Scope } from '../access/caller.ts'
import type { Tickets } from '../access/tickets.ts'
import type { FeedPosition } from '../feed/feed-items.ts'
import type { PollAnswer } from '../feed/poll-feed.ts'
import type { SessionWatch } from '../sessions/session-watch.ts'

type Schema = v.GenericSchema
type Entries = v.ObjectEntries
type Outputs<Given extends Entries> = v.InferOutput<v.StrictObjectSchema<Given, undefined>>

/** What operations work with. */
export interface OperationHost {
  readonly watch: SessionWatch
  readonly tickets: Tickets
  readonly clock: Clock
  poll(position: FeedPosition, waitMs: number, signal: AbortSignal): Promise<PollAnswer>
}

/** One call of an operation, checked. */
export interface OperationCall<Path, Query, Body> {
  readonly host: OperationHost
  readonly caller: Caller
  readonly path: Path
  readonly query: Query
  readonly body: Body
  /** What the call is known by when it is made again. */
  readonly callId: string
  /** Aborts when the client has left. */
  readonly signal: AbortSignal
  /** The body of an operation that takes any bytes. */
  readonly request?: IncomingMessage
  /** The session that the path names. Rejects with an `ApiProblem` (404, 410). */
  session(): Promise<BackendSession>
}

interface OperationShape {
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the API's own path, with its parameters in braces. */
  readonly route: string
  readonly summary: string
  readonly scope: Scope
  /** Whether each call has an id by which its repeats are recognized. */
  readonly isRepeatable: boolean
  /** Whether it may wait for something to happen: it counts as a feed, and no socket calls it. */
  readonly waits: boolean
  /** The body is a file. */
  readonly takesBytes: boolean
}

/** Something that the API can do: the routes, the checks, the document and the calls by WebSocket are made of these. */
export interface Operation extends OperationShape {
  readonly path: Entries
  readonly query: Entries
  readonly body: Schema | undefined
  /** `undefined`: 204. */
  readonly answer: Schema | undefined
  run(call: OperationCall<never, never, never>): Promise<unknown>
}

interface TypedOperation<Path extends Entries, Query extends Entries, Body extends Schema, Answer extends Schema>
  extends
    Omit<OperationShape, 'isRepeatable' | 'waits' | 'takesBytes'>,
    Partial<Pick<OperationShape, 'isRepeatable' | 'waits' | 'takesBytes'>> {
  readonly path?: Path
  readonly query?: Query
  readonly body?: Body
  readonly answer?: Answer
  run(call: OperationCall<Outputs<Path>, Outputs<Query>, v.InferOutput<Body>>): Promise<unknown>
}

/** Makes an operation whose `run` is given what its schemas let through. */
export function operation<
  Path extends Entries = Record<never, never>,
  Query extends Entries = Record<never, never>,
  Body extends Schema = Schema,
  Answer extends Schema = Schema,
>(given: TypedOperation<Path, Query, Body, Answer>): Operation {
  const { path = {}, query = {}, body, answer, ...rest } = given
  const usual = { isRepeatable: false, waits: false, takesBytes: false }
  return { ...usual, ...rest, path, query, body, answer, run: (call) => given.run(call) }
}
