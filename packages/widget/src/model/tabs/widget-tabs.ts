import type { SharedState } from '@chat-transport/tabs'

/** What a widget shows alike in all tabs of a site. */
export interface SharedView {
  /** Whether the window is open. */
  readonly isOpen: boolean
  /** What is in the composer. */
  readonly draft: string
  /** The greeting has been seen, and is not to come again. */
  readonly isGreeted: boolean
  /** The visitor has said whether they want notifications. */
  readonly isOfferAnswered: boolean
  /** The session that a tab has last begun, or had back. Empty: none has, or the visitor has signed out. */
  readonly sessionId: string
  /** When that was, in epoch milliseconds: another one each time, so that the others join again. 0: there is none. */
  readonly begun: number
  /** The newest message for which a tab has called: the id of its session, and its index. */
  readonly called: string
}

export const nothingShared: SharedView = {
  isOpen: false,
  draft: '',
  isGreeted: false,
  isOfferAnswered: false,
  sessionId: '',
  begun: 0,
  called: '',
}

/** What makes the widgets in all tabs of a site one: of `widgetTabs`. */
export interface WidgetTabs {
  readonly view: SharedState<SharedView>
  /** Whether this tab is the one of them that calls for the visitor. */
  readonly leads: boolean
  /** Told when this tab leads, and when it no longer does. */
  readonly onLeading: (handler: (leads: boolean) => void) => () => void
}
