import { html, nothing, type TemplateResult } from 'lit'
import { saveText } from '../behaviour/save-text.ts'
import { hasMessages } from '../model/ending.ts'
import { transcriptText } from '../texts/transcript-text.ts'
import { endingWords } from '../texts/said-texts.ts'
import type { Texts } from '../texts/texts.ts'
import { icons } from './icons.ts'
import { rating } from './rating.ts'
import type { View } from './view.ts'

/** Why there is no chat any more, and what can be done about it. */
export function ending(view: View): TemplateResult | typeof nothing {
  const { snapshot, model, texts } = view
  const shown = snapshot.ending
  if (!shown) return nothing
  const [title, text] = endingWords(shown.kind, texts)
  const isElsewhere = shown.kind === 'taken-over'
  return html`<div class="panel" part="panel" role="group" aria-labelledby="panel-title">
    <h3 class="panel-title" id="panel-title" tabindex="-1" data-focus="first">${title}</h3>
    <p class="panel-text">${text}</p>
    ${unsent(shown.unsent, texts)} ${shown.kind === 'left' || shown.kind === 'closed' ? rating(view) : nothing}
    <div class="panel-buttons">
      ${
        isElsewhere
          ? html`<button class="button primary" type="button" @click=${() => model.continueHere()}>
              ${texts.continueHere}
            </button>`
          : html`<button class="button primary" type="button" @click=${() => model.startAgain()}>
              ${texts.startAgain}
            </button>`
      }
      ${
        hasMessages(snapshot.entries) && !isElsewhere && shown.kind !== 'refused'
          ? html`<button
              class="button"
              type="button"
              @click=${() => saveText('chat.txt', transcriptText(snapshot, texts))}
            >
              ${icons.save} ${texts.download}
            </button>`
          : nothing
      }
    </div>
  </div>`
}

const unsent = (texts: readonly string[], { unsent: title }: Texts) =>
  texts.length === 0
    ? nothing
    : html`<p class="panel-text">${title}</p>
        <ul class="unsent">
          ${texts.map((text) => html`<li dir="auto">${text}</li>`)}
        </ul>`
