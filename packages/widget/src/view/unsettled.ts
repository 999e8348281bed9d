import type { TranscriptEntry } from '@chat-transport/core'
import { html, nothing, type TemplateResult } from 'lit'
import { firstWords } from '../texts/plain-text.ts'
import { reasonText } from '../texts/said-texts.ts'
import { deliveryOf } from './delivery.ts'
import type { View } from './view.ts'

interface Place {
  readonly view: View
  /** The last of its group, whose foot says how far it has come. */
  readonly isLast: boolean
}

/** What is to be said, and done, about an own message that the server does not have. */
export function unsettled(entry: TranscriptEntry, { view, isLast }: Place): TemplateResult | typeof nothing {
  const { delivery, error } = entry
  if (delivery === undefined || delivery === 'sent') return nothing
  const reason = delivery === 'failed' ? reasonText(error) : undefined
  return html`${isLast ? nothing : deliveryOf(entry, view)}
  ${reason === undefined ? nothing : html`<p class="message-note bad"><bdi>${reason}</bdi></p>`} ${actions(entry, view)}`
}

/** What is on its way up can be given up; what has failed can be sent again as well. */
function actions(entry: TranscriptEntry, { model, snapshot, texts }: View) {
  const { key, delivery } = entry
  const hasFailed = delivery === 'failed'
  if (snapshot.phase === 'ended' || (!hasFailed && delivery !== 'uploading')) return nothing
  const words = firstWords(entry, snapshot.visitor, texts)
  const button = (label: string, act: () => void) =>
    html`<button class="text-button" type="button" aria-label="${label}: ${words}" @click=${act}>${label}</button>`
  return html`<div class="message-actions">
    ${hasFailed ? button(texts.retry, () => model.retry(key)) : nothing}
    ${button(hasFailed ? texts.discard : texts.cancel, () => model.discard(key))}
  </div>`
}
