import type { RemarkContent } from '@chat-transport/core'
import { html } from 'lit'
import type { ContentView } from './content-view.ts'
import { linkified } from './linkified.ts'

export const remarkContent: ContentView<RemarkContent> = ({ text }) => ({ body: html`<em>${linkified(text)}</em>` })
