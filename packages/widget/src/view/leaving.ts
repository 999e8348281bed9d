import { html, type TemplateResult } from 'lit'
import { rating } from './rating.ts'
import type { View } from './view.ts'

/** Asks whether to end the chat. */
export function leaving(view: View): TemplateResult {
  const { model, texts } = view
  return html`<div class="panel" part="panel" role="group" aria-labelledby="panel-title">
    <h3 class="panel-title" id="panel-title">${texts.leaveTitle}</h3>
    <p class="panel-text">${texts.leaveText}</p>
    ${rating(view)}
    <div class="panel-buttons">
      <button class="button primary" type="button" @click=${() => model.leave()}>${texts.leaveConfirm}</button>
      <button class="button" type="button" data-focus="first" @click=${() => model.cancelLeaving()}>
        ${texts.leaveCancel}
      </button>
    </div>
  </div>`
}
