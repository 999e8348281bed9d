import { reactionSummary, type TranscriptEntry } from '@chat-transport/core'
import { html, nothing, type TemplateResult } from 'lit'
import { listText } from '../texts/formats.ts'
import { choicesFor } from './message-menu.ts'
import type { View } from './view.ts'

/** What was put to a message. A click joins in, or takes the visitor's own away. */
export function reactions(entry: TranscriptEntry, view: View): TemplateResult | typeof nothing {
  const { snapshot, model, texts } = view
  const counts = reactionSummary(entry.reactions, snapshot.visitor.id)
  const { index } = entry
  if (counts.length === 0 || index === undefined) return nothing
  const { canReact } = choicesFor(entry, view)
  return html`<div class="reactions">
    ${counts.map(({ emoji, parties, own }) => {
      const names = listText(
        parties.map(({ id, name }) => (id === snapshot.visitor.id ? texts.you : name)),
        texts,
      )
      return html`<button
        class="reaction"
        part="reaction"
        type="button"
        aria-pressed=${own}
        ?disabled=${!canReact}
        @click=${() => model.react(index, emoji, !own)}
      >
        <span title=${names}>${emoji}${parties.length > 1 ? ` ${parties.length}` : ''}</span>
        <span class="unseen">${names}</span>
      </button>`
    })}
  </div>`
}
