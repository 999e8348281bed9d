import type { EventMessagePart, Party, TranscriptCommand, TranscriptEvent } from '../protocol/protocol.ts'

/** How far an own message has come. `uploading`: its file is on its way. `sent`: the server has it. */
export type Delivery = 'uploading' | 'queued' | 'sending' | 'sent' | 'failed'

/** What a party has put to a message. */
export interface Reaction {
  readonly emoji: string
  readonly party: Party
}

/** One line of the transcript. Never changes: when something becomes of it, a new entry with the same `key` takes its place. */
export interface TranscriptEntry {
  /** The same for as long as the page lives: fit for a list's `key`. */
  readonly key: string
  /** Epoch milliseconds: the server's, and until it has the message the page's own. */
  readonly at: number
  /** The place in the transcript, once the server has it. */
  readonly index?: number
  /** What the server has, exactly as it came; of a message that was changed, what it says now. An own message has none while it is on its way, or failed. */
  readonly event?: TranscriptEvent
  /** What this visitor sent, when a page of theirs that is known here sent it. */
  readonly command?: TranscriptCommand
  /** It is still being said: `part` is what there is of it. */
  readonly streaming?: true
  /** What has come of a message, from its beginning, until `event` takes its place. */
  readonly part?: EventMessagePart
  /** Only on entries of this visitor. */
  readonly delivery?: Delivery
  /** How much of the file has arrived, 0 to 1, with `uploading`. */
  readonly progress?: number
  /** The file itself, with `uploading`, and when that has `failed`: to show a picture before the server has it. */
  readonly file?: Blob
  /** Why, with `failed`. */
  readonly error?: unknown
  /** The message says something else now than at first. */
  readonly edited?: true
  /** The message was deleted: its text is empty, and nothing of what it held is here. */
  readonly deleted?: true
  /** Each party has each emoji once. */
  readonly reactions?: readonly Reaction[]
}
