import { typingText } from '@chat-transport/core'
import { html, nothing, type TemplateResult } from 'lit'
import type { View } from './view.ts'

/** The newest of what somebody types: there is one line for it. */
const mostPreviewed = 60

/** Who is typing, and what, where the server shows that. Its line is always there, so that nothing jumps. */
export function typing({ snapshot, texts }: View): TemplateResult {
  const text = snapshot.phase === 'chat' ? typingText(snapshot.typing, texts.typing) : ''
  const preview = snapshot.typing.length === 1 ? snapshot.typing[0]?.text : undefined
  return html`<p class="typing" part="typing">
    ${
      text === ''
        ? nothing
        : html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span
            ><span class="typing-name" dir="auto">${text}</span
            >${preview === undefined ? nothing : html`<span class="typing-preview" dir="auto">${endOf(preview)}</span>`}`
    }
  </p>`
}

function endOf(text: string): string {
  const characters = [...text.replace(/\s+/g, ' ')]
  return characters.length > mostPreviewed ? `…${characters.slice(-mostPreviewed).join('')}` : characters.join('')
}
