import type { AttachCommand, ChatCommand, CloseReason, EventError } from '@chat-transport/core'

/** What tabs say to each other. Everything is JSON. The name of the channel has the version of this file (S9). */
export const messagesVersion = 1

/** What all tabs are told. */
export type TabAnnouncement =
  /** A tab asks who leads. */
  | { readonly kind: 'who' }
  /** The sender leads since `since`, epoch milliseconds. */
  | { readonly kind: 'leads'; readonly since: number }
  /** The sender led, and does no more. */
  | { readonly kind: 'resigned' }

/** What a tab says to the one that leads. `connection` outlives lines; a line is one attempt to attach. */
export type ToLeader =
  /** A visible tab would rather lead itself. */
  | { readonly kind: 'claim' }
  | LineRequest
  /** `number`: of the newest command on the line. */
  | { readonly kind: 'ping'; readonly line: string; readonly number: number }
  /** `number`: counts from 1 on each line. */
  | { readonly kind: 'command'; readonly line: string; readonly number: number; readonly command: ChatCommand }
  | { readonly kind: 'closed'; readonly connection: string; readonly reason: CloseReason }
  | { readonly kind: 'credentials'; readonly request: string; readonly auth?: string; readonly failed?: string }

/** Asks the leader for a line. `pageId`: the page that the browser is for the server, as far as this tab knows. */
export interface LineRequest {
  readonly kind: 'attach'
  readonly connection: string
  readonly line: string
  readonly attach: AttachCommand
  readonly pageId?: string
  /** The tab can be asked for the application's own log-in. */
  readonly signsIn: boolean
}

/** What a line is told, in order. */
export type LineNews =
  /** The answer to an attach comes with the `pageId`. */
  | { readonly kind: 'events'; readonly events: readonly unknown[]; readonly pageId?: string }
  /** The line to the server is open: commands get through. */
  | { readonly kind: 'open' }
  /** `number`: of the command. */
  | { readonly kind: 'written'; readonly number: number }

/** What the leader says to one tab. `told`: how much news the line has been told, with this. */
export type FromLeader =
  | (LineNews & { readonly line: string; readonly told: number })
  | { readonly kind: 'alive'; readonly line: string; readonly told: number }
  /** The hidden leader has let go of the line, for the visible tab that asked. */
  | { readonly kind: 'yielded' }
  /** `since`: the last proof of life, epoch milliseconds. */
  | { readonly kind: 'lost'; readonly line: string; readonly cause: TabFailure; readonly since: number }
  /** The line to the server is there again, and a tab that has none to the leader may attach. */
  | { readonly kind: 'back'; readonly connection: string }
  | { readonly kind: 'retry'; readonly connection: string; readonly retry: TabRetry }
  /** The transport gives up, as with a start that the server cannot read. */
  | { readonly kind: 'over'; readonly connection: string; readonly cause: TabFailure }
  | { readonly kind: 'ask'; readonly connection: string; readonly request: string; readonly refused?: EventError }
  /** Nobody waits for the answer any more. */
  | { readonly kind: 'asked-enough'; readonly connection: string; readonly request: string }

/** Why a line failed, as far as it can be told to another tab. `event`: the server's refusal. */
export interface TabFailure {
  readonly message: string
  readonly status?: number
  readonly code?: number
  readonly retryAfterMs?: number
  readonly event?: EventError
}
export interface TabRetry {
  readonly attempt: number
  readonly at: number
  readonly cause: TabFailure
}

export type TabMessage = TabAnnouncement | ToLeader | FromLeader

/** A message and who said it; `to` is missing where all are told. */
export interface Envelope {
  readonly from: string
  readonly to?: string
  readonly message: TabMessage
}
