import { textOf } from '@chat-transport/core'
import type { ContentView } from './content-view.ts'
import { linkified } from './linkified.ts'

/** A type that nobody here knows: its fallback, or what else it says. */
export const unknownContent: ContentView<{ readonly type: string }> = (content, { texts }) => ({
  body: linkified(textOf(content) || texts.unknownContent),
})
