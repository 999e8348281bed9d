import type { ChoiceAnswer, MessageContent } from '@chat-transport/core'
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

/** A content as it is shown: anything that Lit renders, such as a template, a text or a node. */
export interface ShownContent {
  /** In the bubble. */
  readonly body: unknown
  /** Below it. */
  readonly below?: unknown
  /** The bubble has no padding: for pictures. */
  readonly bare?: boolean
}

/** Shows one type of content. */
export type ContentView<Content = MessageContent> = (content: Content, context: ContentContext) => ShownContent

/** By `content.type`. */
export type ContentViews = Readonly<Record<string, ContentView<never>>>
