import type { TextContent } from '@chat-transport/core'
import type { ContentView } from './content-view.ts'
import { linkified } from './linkified.ts'
import { markdown } from './markdown.ts'

/** What somebody says, formatted if they mean it to be. */
export const textContent: ContentView<TextContent> = ({ text, format }) => ({
  body: format === 'markdown' ? markdown(text) : linkified(text),
})
