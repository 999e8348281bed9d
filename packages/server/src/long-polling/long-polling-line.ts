import { randomUUID } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import type { AttachContext } from '@chat-transport/backend'
import { Absence } from '../line/absence.ts'
import { atEndOfTurn } from '../line/at-end-of-turn.ts'
import type { BayeuxSession } from '../bayeux/bayeux-session.ts'
import type { BayeuxReply } from '../bayeux/exchange-response.ts'
import type { BayeuxFrame } from '../bayeux/bayeux-frame.ts'
import type { EncodedMessages } from '../bayeux/event-encoding.ts'
import { EventOutbox } from './event-outbox.ts'
import type { FrontParts } from '../front.ts'
import type { EndingLine } from '../line/end-evenly.ts'
import { endReasonTexts, type EndReason } from '../line/end-reason.ts'
import type { LineLog } from '../line/line-log.ts'
import { MessageBudget } from '../line/message-budget.ts'
import { RequestQueue } from './request-queue.ts'
import { VisitorConnection, type ClientConnection } from '../line/visitor-connection.ts'

/**
 *   opening ──accepted──▶ open ──end, events waiting──▶ draining        any ──end──▶ gone
 *
 * `draining`: the back end has ended the line, and the next polls fetch the remaining events.
 */
type State =
  | { name: 'opening' }
  | { name: 'open'; session: BayeuxSession }
  | { name: 'draining'; session: BayeuxSession }
  | { name: 'gone' }

export interface LongPollingLineOptions {
  readonly context: AttachContext
  /** The client gets its id. Requests with this id belong to this line. */
  onOpen(clientId: string): void
  /** The back end, the client or the server has ended the line. Its last events may still be fetched. */
  onEnd(): void
  /** The id is not valid any more. */
  onGone(clientId: string): void
}

/**
 * A line made of requests. Only replies to `/meta/connect` carry events: replies to different requests may arrive in
 * another order.
 */
export class LongPollingLine implements ClientConnection, EndingLine {
  readonly context: AttachContext
  readonly connection: VisitorConnection
  readonly #parts: FrontParts
  readonly #options: LongPollingLineOptions
  /** Identifies this line to the CometD library, in place of a browser's cookie. */
  readonly #cookie = randomUUID()
  readonly #outbox: EventOutbox
  readonly #budget: MessageBudget
  readonly #log: LineLog
  readonly #absence: Absence
  /** Commands wait for earlier commands. Polls do not, since they fetch the events that commands lead to. */
  readonly #queues: { readonly publish: RequestQueue; readonly poll: RequestQueue }
  /** Ends all waiting of this line. */
  readonly #scope = new AbortController()
  #heldConnects = 0
  #state: State = { name: 'opening' }

  constructor(options: LongPollingLineOptions, parts: FrontParts) {
    this.#options = options
    this.#parts = parts
    this.context = options.context
    setMaxListeners(0, this.#scope.signal) // one for each waiting request
    this.#outbox = new EventOutbox(parts.settings.clock)
    this.#budget = new MessageBudget(parts.settings)
    this.#log = parts.startLineLog('long-polling')
    this.connection = new VisitorConnection(this, {
      attachHandler: parts.attachHandler,
      logger: parts.settings.logger,
      log: this.#log,
    })
    this.#absence = new Absence(parts.settings, () => {
      this.#log.lost(`no /meta/connect for ${parts.settings.absenceTimeoutMs} ms`)
      this.#endNow('disconnected')
    })
    this.#queues = {
      publish: new RequestQueue(() => this.connection.room()),
      poll: new RequestQueue(() => undefined),
    }
    this.#log.opened()
  }

  // ---- ClientConnection

  opened(session: BayeuxSession): void {
    this.#state = { name: 'open', session }
    this.#options.onOpen(session.id)
  }

  get isWriting(): boolean {
    return !this.#outbox.isEmpty
  }

  write(events: readonly string[]): void | Promise<void> {
    if (this.#state.name !== 'open') return
    // Later, because during a publish the library would add the events to its reply; and with all that comes of the request.
    if (this.#outbox.isEmpty) atEndOfTurn(() => this.#returnHeldConnect())
    this.#outbox.add(events)
    return this.#outbox.room()
  }

  end(reason: EndReason): void {
    this.#log.closed(endReasonTexts[reason])
    this.#options.onEnd()
    if (this.#state.name !== 'open') return this.#finish()
    this.#state = { name: 'draining', session: this.#state.session }
    // No client reads a superseded line; for the other reasons the client is gone, or there is no time or room left.
    if (['superseded', 'shutdown', 'disconnected', 'lost', 'overflow'].includes(reason)) return this.#finish()
    this.#returnHeldConnect()
    if (this.#outbox.isEmpty) this.#finish()
  }

  // ---- the front

  /** Whether the line has not ended; its last events may still be fetched. */
  get isOpen(): boolean {
    return this.#state.name === 'opening' || this.#state.name === 'open'
  }

  /** Ends the line, so that its page attaches elsewhere. */
  shutDown(): void {
    this.connection.end('shutdown')
  }

  handshake(frame: BayeuxFrame, end: (reply: BayeuxReply) => void): void {
    const path = this.#parts.instance?.path
    this.#parts.bayeux.exchange({ frame, cookie: this.#cookie, client: this.connection, path }, (reply) => {
      if (this.#state.name === 'opening') {
        this.#log.closed('The attach was refused.')
        this.#finish()
      }
      end(reply)
    })
  }

  /** The client waits for an answer, and is not absent until the returned function is called. */
  waitsForAnswer(): () => void {
    return this.#absence.excuse()
  }

  /** Counts a request. `undefined`: it is its turn now. A promise: it resolves at its turn. */
  turn(frame: BayeuxFrame, bytes: number): Promise<void> | undefined {
    const queue = this.#queues[frame.isPublish ? 'publish' : 'poll']
    if (queue.isFull) {
      this.#endNow('overflow')
      return undefined
    }
    this.#budget.spend({ messages: frame.messages.length, bytes })
    const turn = queue.turn(this.#budget.room(this.#scope.signal))
    if (turn) this.#log.slowed()
    return turn
  }

  /** Runs one frame of the client. `end` is called at once, except for a held `/meta/connect`. */
  exchange(frame: BayeuxFrame, end: (reply: BayeuxReply) => void): void {
    if (!frame.isConnect) {
      // The back end has ended a line that is draining, so its commands are answered like those of an unknown client.
      const cookie = this.#state.name === 'draining' ? 'none' : this.#cookie
      return this.#parts.bayeux.exchange({ frame, cookie }, end)
    }
    this.#absence.asked()
    this.connection.confirm()
    this.#outbox.polled()
    this.#deliver(this.#outbox.removeReply())
    this.#heldConnects += 1
    this.#parts.bayeux.exchange({ frame, cookie: this.#cookie }, (reply) => {
      this.#heldConnects -= 1
      end(reply)
      if (this.#state.name === 'draining' && this.#outbox.isEmpty) this.#finish()
    })
  }

  /** The page is gone: its request was closed before the reply was written. */
  lost(): void {
    this.#log.lost('the client closed a request before its answer')
    this.#endNow('lost')
  }

  /** Ends the line without draining it, since its client is gone or must go. */
  #endNow(reason: EndReason): void {
    this.connection.end(reason)
    this.#finish()
  }

  #returnHeldConnect(): void {
    if (this.#heldConnects > 0) this.#deliver(this.#outbox.removeReply())
  }

  #deliver(events: readonly EncodedMessages[]): void {
    if (events.length === 0 || !('session' in this.#state)) return
    this.#absence.sent(events.reduce((sum, { bytes }) => sum + bytes, 0))
    this.#state.session.deliver(events)
  }

  #finish(): void {
    const state = this.#state
    this.#state = { name: 'gone' }
    this.#scope.abort()
    this.#absence.end()
    this.#outbox.clear()
    this.#options.onEnd()
    if (!('session' in state)) return
    this.#options.onGone(state.session.id)
    state.session.disconnect()
  }
}
