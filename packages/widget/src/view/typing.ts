import { typingText } from '@chat-transport/core'
import { html, nothing, type TemplateResult } from 'lit'
import type { View } from './view.ts'

/** Who is typing. Its line is always there, so that nothing jumps. */
export function typing({ snapshot, texts }: View): TemplateResult {
  const text = snapshot.phase === 'chat' ? typingText(snapshot.typing, texts.typing) : ''
  return html`<p class="typing" part="typing">
    ${
      text === ''
        ? nothing
        : html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span><span dir="auto">${text}</span>`
    }
  </p>`
}
