import * as v from 'valibot'
import type { RawData, WebSocket } from 'ws'
import type { Caller } from '../access/caller.ts'
import { Feed } from '../feed/feed.ts'
import { incorrect, notFound, tooMany } from '../http/problem.ts'
import { parseJson } from '../http/read-body.ts'
import type { Operation } from '../operations/operation.ts'
import { answerTo, runOperation, type ApiHost } from './api-host.ts'
import { checkCall } from './check-call.ts'
import { clientMessage, type call, type subscribe } from './socket-messages.ts'

export interface SocketHost extends ApiHost {
  readonly callable: ReadonlyMap<string, Operation>
}

const pingMs = 20_000
/** Calls wait for the one before them. */
const mostWaitingCalls = 100
const slow = 'slow consumer: come back with your cursors'

/** One consumer on a WebSocket: its feed, and its calls. */
export class FeedSocket {
  readonly #host: SocketHost
  readonly #socket: WebSocket
  readonly #caller: Caller
  readonly #scope = new AbortController()
  #feed: Feed | undefined
  #calls: Promise<void> = Promise.resolve()
  #waitingCalls = 0
  #stopPing: () => void
  #stopSlow: (() => void) | undefined

  constructor(host: SocketHost, socket: WebSocket, caller: Caller) {
    this.#host = host
    this.#socket = socket
    this.#caller = caller
    const { clock } = host.settings
    let isAlive = true
    const ping = () => {
      if (!isAlive) return socket.terminate()
      isAlive = false
      socket.ping()
      this.#stopPing = clock.after(pingMs, ping)
    }
    this.#stopPing = clock.after(pingMs, ping)
    const hear = () => (isAlive = true)
    socket.on('pong', hear)
    socket.on('message', (data, isBinary) => {
      hear()
      this.#receive(data, isBinary)
    })
    socket.on('error', () => undefined) // 'close' follows
    socket.once('close', () => this.#close())
  }

  end(code: number, reason: string): void {
    this.#socket.close(code, reason)
  }

  #receive(data: RawData, isBinary: boolean): void {
    try {
      if (isBinary) throw incorrect('Send text, not binary messages.')
      const message = messageOf(parseJson(data.toString()))
      if (message.type === 'subscribe') this.#subscribe(message)
      else this.#enqueue(message)
    } catch (cause) {
      // A client that does not speak as we do learns why, and is let go.
      this.#send({ type: 'problem', problem: this.#problem(cause, 'a message') })
      this.end(1008, 'the message is not understood')
    }
  }

  #subscribe({ sessions = {}, from = 'start' }: v.InferOutput<typeof subscribe>): void {
    if (this.#feed) throw incorrect('There is one "subscribe" on a WebSocket, and this is another.')
    this.#caller.require('read')
    const { watch, settings } = this.#host
    const { clock, logger, maxBufferBytes } = settings
    const socket = this.#socket
    const sink = {
      write: (item: object) => this.#send(item),
      get isFull() {
        return socket.bufferedAmount > maxBufferBytes
      },
    }
    this.#feed = new Feed({ watch, position: { sessions, from }, sink, tellsPresence: true, clock, logger })
  }

  #enqueue(given: v.InferOutput<typeof call>): void {
    if (this.#waitingCalls >= mostWaitingCalls)
      return this.#refuse(given.id, tooMany(`${mostWaitingCalls} calls wait for their answers.`, 1_000))
    this.#waitingCalls++
    this.#calls = this.#calls.then(() => this.#answer(given)).finally(() => this.#waitingCalls--)
  }

  async #answer(given: v.InferOutput<typeof call>): Promise<void> {
    const { id, path = {}, query = {} } = given
    const { signal } = this.#scope
    if (signal.aborted) return
    try {
      this.#caller.countRequest()
      const operation = this.#host.callable.get(given.operation)
      if (!operation) throw notFound('There is no such operation, or none for WebSockets.')
      this.#caller.require(operation.scope)
      const key = operation.isRepeatable ? id : undefined
      const checked = checkCall(operation, { path, query, body: given.body, key })
      const answer = await runOperation(this.#host, operation, { ...checked, caller: this.#caller, signal })
      this.#send({ type: 'answer', id, ...(answer !== undefined && { body: answer }) })
    } catch (cause) {
      this.#refuse(id, cause, given.operation)
    }
  }

  #refuse(id: string, cause: unknown, operation = 'a call'): void {
    this.#send({ type: 'answer', id, problem: this.#problem(cause, operation) })
  }

  #problem(cause: unknown, operation: string) {
    return answerTo(cause, { operation, logger: this.#host.settings.logger }).details
  }

  #send(message: object): void {
    const socket = this.#socket
    if (socket.readyState !== socket.OPEN) return
    socket.send(JSON.stringify(message), () => this.#written())
    if (socket.bufferedAmount > this.#host.settings.maxBufferBytes) this.#waitForRoom()
  }

  /** Some of what waited has gone out. */
  #written(): void {
    this.#stopSlow?.()
    this.#stopSlow = undefined
    if (this.#socket.bufferedAmount > this.#host.settings.maxBufferBytes) this.#waitForRoom()
    else {
      this.#socket.resume()
      this.#feed?.resume()
    }
  }

  /** Meanwhile nothing is read either: answers would wait as well. */
  #waitForRoom(): void {
    const { clock, slowConsumerTimeoutMs } = this.#host.settings
    this.#socket.pause()
    this.#stopSlow ??= clock.after(slowConsumerTimeoutMs, () => {
      this.#socket.resume() // for its answer to the close
      this.end(1013, slow)
      // It does not read, so it will not answer either.
      this.#stopSlow = clock.after(slowConsumerTimeoutMs, () => this.#socket.terminate())
    })
  }

  #close(): void {
    this.#scope.abort()
    this.#stopPing()
    this.#stopSlow?.()
    this.#feed?.close()
  }
}

function messageOf(value: unknown): v.InferOutput<typeof clientMessage> {
  const parsed = v.safeParse(clientMessage, value)
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  throw incorrect(`${v.getDotPath(issue) ?? 'the message'}: ${issue.message}`.slice(0, 500))
}
