import { deliveryMark, type DeliveryMark, type TranscriptEntry } from '@chat-transport/core'
import { html, nothing, type TemplateResult } from 'lit'
import { fillText } from '../texts/fill-text.ts'
import { percentText } from '../texts/formats.ts'
import { icons } from './icons.ts'
import type { View } from './view.ts'

const iconOf = {
  uploading: icons.clock,
  queued: icons.clock,
  sending: icons.clock,
  sent: icons.sent,
  read: icons.read,
  failed: icons.failed,
} as const satisfies Record<DeliveryMark, TemplateResult>

/** How far an own message has come. */
export function deliveryOf(entry: TranscriptEntry, { snapshot, texts }: View): TemplateResult | typeof nothing {
  const mark = deliveryMark(entry, snapshot.reads)
  if (!mark) return nothing
  const text =
    mark === 'uploading' ? fillText(texts.uploading, { percent: percentText(entry.progress ?? 0, texts) }) : texts[mark]
  return html`<span class="delivery" part="delivery" data-mark=${mark}>${iconOf[mark]}<span>${text}</span></span>`
}
