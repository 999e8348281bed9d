import { deliveryMark, type DeliveryMark, type TranscriptEntry } from '@chat-transport/core'
import { html, nothing, type TemplateResult } from 'lit'
import { onceFor } from '../model/once-for.ts'
import { fillText } from '../texts/fill-text.ts'
import { percentText } from '../texts/formats.ts'
import { icons } from './icons.ts'
import { idOf } from './id-of.ts'
import type { View } from './view.ts'

const iconOf = {
  uploading: icons.clock,
  queued: icons.clock,
  sending: icons.clock,
  sent: icons.sent,
  read: icons.read,
  failed: icons.failed,
} as const satisfies Record<DeliveryMark, TemplateResult>

/** How far an own message has come. In words only of the newest, and of what is not there: the others are long past. */
export function deliveryOf(entry: TranscriptEntry, { snapshot, texts }: View): TemplateResult | typeof nothing {
  const mark = deliveryMark(entry, snapshot.reads)
  if (!mark) return nothing
  const text =
    mark === 'uploading' ? fillText(texts.uploading, { percent: percentText(entry.progress ?? 0, texts) }) : texts[mark]
  const isPast = (mark === 'sent' || mark === 'read') && entry.key !== newestOwn(snapshot.entries)
  return html`<span class="delivery" id=${idOf('delivery', entry.key)} part="delivery" data-mark=${mark}
    >${iconOf[mark]}<span class=${isPast ? 'unseen' : ''}>${text}</span></span
  >`
}

/** The key of the newest of the visitor's own. */
const newestOwn = onceFor((entries: readonly TranscriptEntry[]): string | undefined => {
  for (let at = entries.length - 1; at >= 0; at--) if (entries[at]?.delivery) return entries[at]?.key
  return undefined
})
