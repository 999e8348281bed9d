import { typingText } from '@chat-transport/core'
import { html, nothing, type TemplateResult } from 'lit'
import type { View } from './view.ts'

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
            >${preview === undefined ? nothing : html`<span class="typing-preview" dir="auto"><span>${preview}</span></span>`}`
    }
  </p>`
}
