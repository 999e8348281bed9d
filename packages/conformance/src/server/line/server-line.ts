/** A JSON object as it came, or as it is sent. */
export type JsonObject = Readonly<Record<string, unknown>>

/** How a line ended without the kit's doing. A class, so that nothing that a server says is taken for it. */
export class LineEnd {
  /** For people. */
  readonly text: string
  /** The close code of a WebSocket, or the status of an HTTP answer. */
  readonly code: number | undefined

  constructor(text: string, code?: number) {
    this.text = text
    this.code = code
  }
}

/** One line to the server under test, from the page's side. It keeps everything that comes, and judges nothing. */
export interface ServerLine {
  /** Its name in the trace: `line 1`. */
  readonly name: string
  /** What answered the attach: exactly one, when the server is right. */
  readonly answers: readonly JsonObject[]
  /** Every event, in the order in which they came. */
  readonly events: readonly JsonObject[]
  /** Each moment (of a monotonic clock) at which something came on the path that delivers events. */
  readonly signsOfLife: readonly number[]
  readonly end: LineEnd | undefined
  /** Sends commands, or what looks like commands, together where the transport can. */
  send(...commands: readonly unknown[]): void
  /** Ends the connection without a word. */
  vanish(): void
  /** Lets go of the line as a client should. */
  goodbye(): void
}

/** What every line is opened with. */
export interface LineRequest {
  readonly name: string
  /** The attach, or whatever is sent in its place. */
  readonly attach: unknown
  /** Writes to the trace. */
  note(what: string, ...details: unknown[]): void
  /** Milliseconds of a monotonic clock. */
  now(): number
  /** Runs something later; returns the function that cancels it. */
  after(delayMs: number, run: () => void): () => void
}
