import { html, nothing, type TemplateResult } from 'lit'
import { icons } from './icons.ts'
import type { View } from './view.ts'

/** Offers notifications to who has written. The browser's own question comes only after a click here, and this one never again. */
export function notificationOffer({ snapshot, model, texts, caller }: View): TemplateResult | typeof nothing {
  const { phase, isOfferAnswered, entries } = snapshot
  if (phase !== 'chat' || isOfferAnswered || !caller.canAsk) return nothing
  if (!entries.some(({ delivery }) => delivery === 'sent')) return nothing
  return html`<div class="offer" part="offer">
    <span>${texts.notificationOffer}</span>
    <button
      class="text-button"
      type="button"
      @click=${() => {
        void caller.ask()
        model.answerOffer()
      }}
    >
      ${texts.notificationAccept}
    </button>
    <button class="icon-button" type="button" title=${texts.notificationDecline} @click=${() => model.answerOffer()}>
      ${icons.close}
    </button>
  </div>`
}
