import type { ChatSession, Party, ReadMark, SessionStatus, TranscriptEntry, TypingParty } from '@chat-transport/core'
import type { Banner } from './line-banner.ts'
import type { Ending } from './ending.ts'
import type { FormErrors } from './pre-chat-form.ts'
import type { Problem } from './widget-errors.ts'

/**
 * What the window is about.
 *
 *   opening ──nothing stored──▶ form ──submitted──▶ chat ──over──▶ ended ──start again──▶ form | chat
 *      └──────────stored, or no form───────────────▶
 */
export type WidgetPhase = 'opening' | 'form' | 'chat' | 'ended'

/** All that the widget knows, at one moment. Never changes: the next one takes its place. */
export interface WidgetSnapshot {
  readonly phase: WidgetPhase
  /** Whether the window is open. */
  readonly isOpen: boolean
  /** It is open, or closed, because it is so in another tab, or was on the page before. */
  readonly followsTabs: boolean
  /** Whether this tab is the one of those that share the chat that calls for the visitor. */
  readonly leads: boolean
  readonly isGreeting: boolean
  /** The greeting is not to come again. */
  readonly isGreeted: boolean
  /** The visitor has said whether they want notifications. */
  readonly isOfferAnswered: boolean
  /** Outside office hours. */
  readonly isAway: boolean

  readonly visitor: Party
  /** Who else is in the chat. */
  readonly agents: readonly Party[]
  readonly status: SessionStatus
  readonly entries: readonly TranscriptEntry[]
  /** The server has more from before `entries`. */
  readonly hasEarlier: boolean
  readonly isLoadingEarlier: boolean
  readonly typing: readonly TypingParty[]
  readonly reads: readonly ReadMark[]
  readonly unread: number
  /** There may be more unread messages than the transcript that is here has. */
  readonly hasMoreUnread: boolean
  /** The index of the first message of others that was not read when the window was opened. */
  readonly newFrom: number | undefined
  /** What files the server takes; `undefined` when it takes none. */
  readonly uploads: ChatSession['uploads']
  /** The chat was there before, and the server has told nothing of it yet: what was said comes with the line. */
  readonly isRestoring: boolean
  /** The index of the last event that an earlier page has shown; 0 when nothing was restored. */
  readonly restoredUpTo: number

  readonly banner: Banner | undefined
  readonly problem: Problem | undefined

  /** What is in the composer. */
  readonly draft: string
  /** The message that is being edited, and what was in the composer before. */
  readonly editing: { readonly index: number; readonly before: string } | undefined

  readonly formErrors: FormErrors
  /** The visitor is asked whether to end the chat. */
  readonly isLeaving: boolean
  readonly ending: Ending | undefined
  /** 1 to 5. */
  readonly rating: number | undefined
}

const nobody: Party = { id: '', name: '', type: 'client' }

/** What is shown of no session. */
export const withoutSession = {
  visitor: nobody,
  agents: [],
  status: 'connecting',
  entries: [],
  hasEarlier: false,
  isLoadingEarlier: false,
  typing: [],
  reads: [],
  unread: 0,
  hasMoreUnread: false,
  uploads: undefined,
  isRestoring: false,
  restoredUpTo: 0,
  newFrom: undefined,
  banner: undefined,
  editing: undefined,
  isLeaving: false,
  ending: undefined,
  rating: undefined,
} as const satisfies Partial<WidgetSnapshot>

export const firstSnapshot: WidgetSnapshot = {
  ...withoutSession,
  phase: 'opening',
  isOpen: false,
  followsTabs: false,
  leads: true,
  isGreeting: false,
  isGreeted: false,
  isOfferAnswered: false,
  isAway: false,
  problem: undefined,
  draft: '',
  formErrors: {},
}
