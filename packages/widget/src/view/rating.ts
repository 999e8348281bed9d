import { html, nothing, type TemplateResult } from 'lit'
import { fillText } from '../texts/fill-text.ts'
import { icons } from './icons.ts'
import type { View } from './view.ts'

const scores = [1, 2, 3, 4, 5]

/** One to five stars. What was chosen can be changed as long as they are there. */
export function rating({ snapshot, model, texts, options }: View): TemplateResult | typeof nothing {
  if (!options.hasRating) return nothing
  const rated = snapshot.rating ?? 0
  return html`<div class="rating" part="rating" role="group" aria-labelledby="rating-title">
    <span id="rating-title">${rated > 0 ? texts.rated : texts.rate}</span>
    <span class="stars">
      ${scores.map(
        (score) =>
          html`<button
            class="star ${score <= rated ? 'is-on' : ''}"
            type="button"
            aria-label=${fillText(texts.rating, { score })}
            aria-pressed=${score === rated}
            @click=${() => model.rate(score)}
          >
            ${icons.star}
          </button>`,
      )}
    </span>
  </div>`
}
