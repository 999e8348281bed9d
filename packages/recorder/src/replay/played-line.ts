import {
  callHandler,
  type AttachCommand,
  type ChatCommand,
  type Connectivity,
  type ConnectivityChange,
  type CredentialsRequest,
  type PlannedRetry,
  type TransportListener,
} from '@chat-transport/core'
import { signatureOf } from './same-command.ts'

/** A command of the page that the log has not come to yet, or whose answer it has not. */
export interface GivenCommand {
  readonly command: ChatCommand
  readonly signature: string
  readonly written: () => void
  readonly failed: (error: Error) => void
}

/** A connection that the page has made. Once it is closed, the page is told nothing. */
export class PlayedLine {
  readonly attach: AttachCommand
  readonly #listener: TransportListener
  readonly #life = new AbortController()
  #given: readonly GivenCommand[] = []
  #current: Connectivity = 'connecting'

  constructor(attach: AttachCommand, listener: TransportListener) {
    this.attach = attach
    this.#listener = listener
  }

  get isClosed(): boolean {
    return this.#life.signal.aborted
  }

  /** Commands that the log has not come to yet. */
  get given(): readonly GivenCommand[] {
    return this.#given
  }

  /** Resolves or rejects when the log comes to what was recorded of it. */
  give(command: ChatCommand): Promise<void> {
    return new Promise((written, failed) => {
      const signature = signatureOf(command)
      this.#given = [...this.#given, { command, signature, written, failed }]
    })
  }

  /** Takes the first command that fits. */
  take(fits: (given: GivenCommand) => boolean): GivenCommand | undefined {
    const found = this.#given.find(fits)
    this.#given = this.#given.filter((given) => given !== found)
    return found
  }

  /** What the page has sent, and the line has not: a page sends it again when the line is back. */
  lose(cause: Error): void {
    for (const { failed } of this.#given) failed(cause)
    this.#given = []
  }

  close(cause: Error): void {
    this.#life.abort()
    this.lose(cause)
  }

  /** The end, as the transport tells it. */
  end(cause: Error, since: number): void {
    if (this.isClosed) return
    this.onConnectivity({ current: 'closed', previous: this.#current, since, cause })
    this.close(cause)
  }

  onEvent(event: unknown): void {
    this.#tell(() => this.#listener.onEvent(event))
  }

  onConnectivity(change: ConnectivityChange): void {
    this.#current = change.current
    if (change.current !== 'connected') this.lose(change.cause ?? new Error('the line is not open'))
    this.#tell(() => this.#listener.onConnectivity(change))
  }

  onRetry(retry: PlannedRetry): void {
    this.#tell(() => this.#listener.onRetry?.(retry))
  }

  askCredentials(request: Omit<CredentialsRequest, 'signal'>): void {
    const { signal } = this.#life
    this.#tell(() => {
      // What it gives goes nowhere.
      void Promise.resolve(this.#listener.credentials?.({ ...request, signal })).catch(() => undefined)
    })
  }

  #tell(tell: () => void): void {
    if (!this.isClosed) callHandler(tell, undefined, this.#listener.logger)
  }
}
