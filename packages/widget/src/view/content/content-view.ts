import type { ChoiceAnswer, MessageContent } from '@chat-transport/core'
import type { TemplateResult } from 'lit'
import type { WidgetSnapshot } from '../../model/widget-snapshot.ts'
import type { Texts } from '../../texts/texts.ts'

/** What shows a content is told about its message, and can do. */
export interface ContentContext {
  /** The message's place in the transcript, once the server has it. */
  readonly index: number | undefined
  readonly isOwn: boolean
  /** How much of a file has gone up, 0 to 1. */
  readonly progress: number | undefined
  /** A file that has not gone up yet: only this page has it. */
  readonly file: Blob | undefined
  readonly texts: Texts
  readonly uploads: WidgetSnapshot['uploads']
  /** What the visitor has answered already. */
  readonly answered: string | undefined
  /** Sends an answer; `undefined` when nothing can be said any more. */
  readonly answer: ((choice: { readonly label: string; readonly value: ChoiceAnswer['value'] }) => void) | undefined
}

/** A content as it is shown, where that is more than what is in the bubble. */
export interface ShownContent {
  /** In the bubble: anything that Lit renders. */
  readonly body: unknown
  /** Below it. */
  readonly below?: unknown
  /** The bubble has no padding: for pictures. */
  readonly bare?: boolean
}

/** Shows one type of content: a template, a text or a node in the bubble, or `{ body, below, bare }`. */
export type ContentView<Content = MessageContent> = (
  content: Content,
  context: ContentContext,
) => ShownContent | TemplateResult | Node | string

/** By `content.type`. */
export type ContentViews = Readonly<Record<string, ContentView<never>>>
