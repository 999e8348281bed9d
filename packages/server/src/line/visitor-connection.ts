import type { AttachContext, Attachment, DropReason, AttachHandler, VisitorLine } from '@chat-transport/backend'
import { ErrorCode, type EventError, type Logger } from '@chat-transport/core'
import type { BayeuxClient, HandshakeDecision } from '../bayeux/bayeux.ts'
import type { BayeuxSession } from '../bayeux/bayeux-session.ts'
import { CommandInbox } from './command-inbox.ts'
import type { EndReason } from './end-reason.ts'
import type { LineLog } from './line-log.ts'

/** The transport of one line: a socket, or a series of polls. */
export interface ClientConnection {
  readonly context: AttachContext
  /** The attach was accepted. Its answer is written next. */
  opened(session: BayeuxSession): void
  /** Writes events, each the JSON text of one, in order. Returns a promise while the connection is full. Never throws. */
  write(events: readonly string[]): void | Promise<void>
  /** Whether some of what was written is not sent yet. */
  readonly isWriting: boolean
  /** Disconnects the Bayeux session, and closes the connection after everything is written. */
  end(reason: EndReason): void
}

/**
 *   attaching ──accepted──▶ answering ────answer written────▶ open        any ──end──▶ over
 *       └─────refused──────▶ over
 */
type State =
  | { name: 'attaching'; early: string[] }
  | { name: 'answering'; early: string[]; attachment: Attachment }
  | { name: 'open'; attachment: Attachment; inbox: CommandInbox }
  | { name: 'over' }

export interface VisitorConnectionOptions {
  readonly attachHandler: AttachHandler
  readonly logger: Logger
  readonly log: LineLog
}

/** One visitor's line: connects a Bayeux session, its connection to the client, and the attachment in the back end. */
export class VisitorConnection implements VisitorLine, BayeuxClient {
  readonly #attachHandler: AttachHandler
  readonly #client: ClientConnection
  readonly #logger: Logger
  readonly #log: LineLog
  readonly #scope = new AbortController()
  #state: State = { name: 'attaching', early: [] }

  constructor(client: ClientConnection, { attachHandler, logger, log }: VisitorConnectionOptions) {
    this.#client = client
    this.#attachHandler = attachHandler
    this.#logger = logger
    this.#log = log
  }

  // ---- called by the CometD library

  async handshake(session: BayeuxSession, attach: unknown): Promise<HandshakeDecision> {
    const { answer, attachment } = await this.#attach(attach)
    if (this.#state.name !== 'attaching') {
      attachment?.detach()
      return { accepted: false, answer: overtaken(attach) }
    }
    if (!attachment) {
      this.#state = { name: 'over' }
      this.#log.refused(answer.type === 'EventError' ? `error ${answer.error.code}` : answer.type)
      return { accepted: false, answer }
    }
    this.#state = { ...this.#state, name: 'answering', attachment }
    this.#log.attached()
    this.#client.opened(session)
    return { accepted: true, answer }
  }

  received(command: unknown): void {
    // A client that sends has read the answer, even if the network has not confirmed it yet.
    this.answered()
    if (this.#state.name === 'open' && this.#state.inbox.add(command) === 'overflow') this.end('overflow')
  }

  removed(): void {
    // If the line is over already, the connection may still hold events. No client will fetch them.
    if (this.#state.name === 'over') this.#client.end('disconnected')
    else this.end('disconnected')
  }

  // ---- called by the back end

  /** Aborts when the line is over: an attach that is still under way has nobody to answer. */
  get signal(): AbortSignal {
    return this.#scope.signal
  }

  deliver(events: readonly string[]): void | Promise<void> {
    if (this.#state.name === 'open') return this.#client.write(events)
    // Events must not arrive before the answer to the attach.
    if (this.#state.name !== 'over') this.#state.early.push(...events)
  }

  get isWriting(): boolean {
    return this.#client.isWriting
  }

  drop(reason: DropReason): void {
    this.end(reason)
  }

  // ---- called by the front

  /** The answer to the attach was written. */
  answered(): void {
    if (this.#state.name !== 'answering') return
    const { attachment, early } = this.#state
    this.#state = { name: 'open', attachment, inbox: new CommandInbox((command) => attachment.receive(command)) }
    if (early.length > 0) void this.#client.write(early)
    attachment.start()
  }

  /** The client asks for events, so it has read the answer to its attach. */
  confirm(): void {
    this.answered()
    if (this.#state.name === 'open') this.#state.attachment.confirm()
  }

  /** Read no more commands while this gives a promise. */
  room(): Promise<void> | undefined {
    return this.#state.name === 'open' ? this.#state.inbox.room() : undefined
  }

  /** Whether the attach was accepted and the line has not ended. */
  get isLive(): boolean {
    return this.#state.name === 'answering' || this.#state.name === 'open'
  }

  /** Ends the line, at the request of the back end, the client, or the front. */
  end(reason: EndReason): void {
    const state = this.#state
    if (state.name === 'over') return
    this.#state = { name: 'over' }
    this.#scope.abort()
    if (state.name === 'open') state.inbox.close()
    if (state.name !== 'attaching') state.attachment.detach()
    this.#client.end(reason)
  }

  async #attach(attach: unknown): Promise<Awaited<ReturnType<AttachHandler['attach']>>> {
    if (attach === undefined || attach === null) return { answer: missingAttach }
    try {
      return await this.#attachHandler.attach(attach, this, this.#client.context)
    } catch (error) {
      this.#logger.error('unable to attach: the back end failed', error)
      return { answer: refusal(attach, ErrorCode.serverNotAvailable, 'The chat server failed. Try again.') }
    }
  }
}

const missingAttach: EventError = {
  type: 'EventError',
  error: {
    code: ErrorCode.missingParameter,
    description: 'The handshake has no ext.chat. It must be a StartSession or a RestoreSession.',
  },
}

/** Answers an attach whose line ended before the back end had decided. */
function overtaken(attach: unknown): EventError {
  return refusal(attach, ErrorCode.serverNotAvailable, 'The line ended while it was being attached. Attach again.')
}

function refusal(command: unknown, code: number, description: string): EventError {
  const id = typeof command === 'object' && command !== null && 'id' in command ? command.id : undefined
  return { type: 'EventError', error: { code, description }, ...(typeof id === 'string' && { commandId: id }) }
}
