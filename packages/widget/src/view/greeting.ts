import { html, nothing, type TemplateResult } from 'lit'
import { icons } from './icons.ts'
import type { View } from './view.ts'

/** A line beside the launcher, for who has no chat yet. */
export function greeting({ snapshot, model, texts }: View): TemplateResult | typeof nothing {
  if (!snapshot.isGreeting) return nothing
  return html`<div class="greeting" part="greeting">
    <button class="greeting-text" type="button" dir="auto" @click=${() => model.open()}>${texts.greeting}</button>
    <button
      class="icon-button"
      type="button"
      aria-label=${texts.dismissGreeting}
      @click=${() => model.dismissGreeting()}
    >
      ${icons.close}
    </button>
  </div>`
}
