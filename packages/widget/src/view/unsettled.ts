import { ChatError, ErrorCode, type TranscriptEntry } from '@chat-transport/core'
import { html, nothing, type TemplateResult } from 'lit'
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
  const reason = delivery === 'failed' ? reasonOf(error) : undefined
  return html`${isLast ? nothing : deliveryOf(entry, view)}
  ${reason === undefined ? nothing : html`<p class="message-note bad"><bdi>${reason}</bdi></p>`} ${actions(entry, view)}`
}

/** What a check of the site's own says is meant for visitors. What other errors say is not. */
const reasonOf = (error: unknown) =>
  ChatError.is(error) && error.code === ErrorCode.stoppedByDecorator ? error.description : undefined

/** What is on its way up can be given up; what has failed can be sent again as well. */
function actions({ key, delivery }: TranscriptEntry, { model, snapshot, texts }: View) {
  const hasFailed = delivery === 'failed'
  if (snapshot.phase === 'ended' || (!hasFailed && delivery !== 'uploading')) return nothing
  return html`<div class="message-actions">
    ${
      hasFailed
        ? html`<button class="text-button" type="button" @click=${() => model.retry(key)}>${texts.retry}</button>`
        : nothing
    }
    <button class="text-button" type="button" @click=${() => model.discard(key)}>
      ${hasFailed ? texts.discard : texts.cancel}
    </button>
  </div>`
}
