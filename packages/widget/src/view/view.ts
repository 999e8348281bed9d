import type { ChatError } from '@chat-transport/core'
import type { Announcer } from '../behaviour/announcer.ts'
import type { CallVisitor } from '../behaviour/attention/call-visitor.ts'
import type { MessageKeys } from '../behaviour/message-keys.ts'
import type { TranscriptScroll } from '../behaviour/transcript-scroll.ts'
import type { ViewState } from '../behaviour/view-state.ts'
import type { WindowFocus } from '../behaviour/window-focus.ts'
import type { PreChatForm } from '../model/pre-chat-form.ts'
import type { WidgetModel } from '../model/widget-model.ts'
import type { WidgetSnapshot } from '../model/widget-snapshot.ts'
import type { Texts } from '../texts/texts.ts'
import type { ContentViews } from './content/content-view.ts'

/** What every part is drawn from. */
export interface View {
  readonly snapshot: WidgetSnapshot
  readonly model: WidgetModel
  readonly texts: Texts
  /** How each type of content is shown. */
  readonly contents: ContentViews
  readonly form: PreChatForm | undefined
  readonly options: ViewOptions
  readonly state: ViewState
  readonly scroll: TranscriptScroll
  readonly keys: MessageKeys
  readonly focus: WindowFocus
  readonly announcer: Announcer
  readonly caller: CallVisitor
  /** Tells the page, and its developer. */
  reportError(error: ChatError): void
}

export interface ViewOptions {
  readonly hasRating: boolean
  /** Others see what is typed before it is sent: visitors are told. */
  readonly hasTypingPreview: boolean
  /** What can be put to a message. */
  readonly emojis: readonly string[]
  /** Epoch milliseconds. */
  readonly now: number
}
