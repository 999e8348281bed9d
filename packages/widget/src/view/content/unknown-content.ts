import { textOf } from '@chat-transport/core'
import type { ContentContext, ShownContent } from './content-view.ts'
import { linkified } from './linkified.ts'

/** A type that nobody here knows: its fallback, or what else it says. */
export const unknownContent = (content: { readonly type: string }, { texts }: ContentContext): ShownContent => ({
  body: linkified(textOf(content) || texts.unknownContent),
})
