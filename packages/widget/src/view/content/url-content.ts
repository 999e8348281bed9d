import type { UrlContent } from '@chat-transport/core'
import type { ContentView } from './content-view.ts'
import { link } from './link.ts'

export const urlContent: ContentView<UrlContent> = ({ url, text = url }) => ({ body: link(url, text) })
