import { html, nothing, type TemplateResult } from 'lit'
import { problemText } from '../texts/said-texts.ts'
import { icons } from './icons.ts'
import type { View } from './view.ts'

/** What went wrong, until the visitor has seen it. */
export function problem({ snapshot, model, texts }: View): TemplateResult | typeof nothing {
  const shown = snapshot.problem
  if (!shown) return nothing
  return html`<div class="problem" part="problem">
    <span dir="auto">${problemText(shown, texts)}</span>
    <button class="icon-button" type="button" aria-label=${texts.dismiss} @click=${() => model.dismissProblem()}>
      ${icons.close}
    </button>
  </div>`
}
