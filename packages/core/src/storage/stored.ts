/**
 * What is stored. A page finds there what an earlier version has written: so a name of this file, or of `transcript/own-command.ts`, stays as
 * it is, and none is shortened in what is built.
 */
import type { OwnCommand } from '../transcript/own-command.ts'

/** A start that has not been answered yet. The next start repeats it, so that the server makes one session and not two. */
export interface SavedStart {
  readonly state: 'starting'
  readonly id: string
  readonly secret: string
}
/** A session to come back to. `position`: the index up to which the visitor had seen it when the page was last hidden. */
export interface SavedOpen {
  readonly state: 'open'
  readonly sessionId: string
  readonly secret: string
  readonly position: number
  /** The start that it came from. A page that has had no answer to it yet has saved its queue under this. */
  readonly startId?: string | undefined
}
/** A session that is over, and can be read for as long as the server keeps it. */
export interface SavedEnded extends Omit<SavedOpen, 'state'> {
  readonly state: 'ended'
}
/** A session that is live in this page, or has ended in it. */
export type HeldSession = SavedOpen | SavedEnded
/** What stands under the key of the session. */
export type SavedSession = SavedStart | HeldSession

/** Stands where the session was, if another page may have it: that one does not store it again. */
export interface SavedOver {
  readonly state: 'over'
}

/** The commands of a page that are not settled yet. */
export interface SavedQueue {
  readonly sessionId: string
  readonly commands: readonly OwnCommand[]
}

/** All that a chat stores. A text: the id of the start of a chat that was signed out of. */
export type StoredValue = SavedSession | SavedOver | SavedQueue | string

/** What web storage has under a key. */
export interface DatedValue {
  /** Epoch milliseconds. */
  readonly savedAt: number
  readonly value: unknown
}
