import { html, nothing, type TemplateResult } from 'lit'
import { fillText } from '../texts/fill-text.ts'
import { icons } from './icons.ts'
import type { View } from './view.ts'

const scores = [1, 2, 3, 4, 5]

/** One to five stars, once. */
export function rating({ snapshot, model, texts, options }: View): TemplateResult | typeof nothing {
  if (!options.hasRating) return nothing
  const rated = snapshot.rating ?? 0
  if (rated > 0)
    return html`<p class="rated">
      <span class="stars" aria-hidden="true"
        >${scores.map((score) => html`<span class=${score <= rated ? 'is-on' : ''}>${icons.star}</span>`)}</span
      >
      ${texts.rated}
    </p>`
  return html`<div class="rating" part="rating" role="group" aria-labelledby="rating-title">
    <span id="rating-title">${texts.rate}</span>
    <span class="stars">
      ${scores.map(
        (score) =>
          html`<button
            class="star"
            type="button"
            aria-label=${fillText(texts.rating, { score })}
            @click=${() => model.rate(score)}
          >
            ${icons.star}
          </button>`,
      )}
    </span>
  </div>`
}
