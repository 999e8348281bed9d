import { html, nothing, type TemplateResult } from 'lit'
import { bannerText, retryText } from '../texts/said-texts.ts'
import type { View } from './view.ts'

/** What is wrong with the line. The announcer tells of it once, so this is no live region: it counts down. */
export function banner({ snapshot, texts }: View): TemplateResult | typeof nothing {
  const shown = snapshot.banner
  if (!shown) return nothing
  const retry = retryText(shown, texts)
  return html`<p class="banner" part="banner" data-kind=${shown.kind}>
    <span>${bannerText(shown, texts)}</span> ${retry ? html`<span class="retry">${retry}</span>` : nothing}
  </p>`
}
