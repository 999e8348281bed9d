import type { ReadMark } from '../protocol/protocol.ts'
import type { Delivery, TranscriptEntry } from '../transcript/transcript-entry.ts'

/** How far an own message has come: its delivery, and `read` once somebody else has read it. */
export type DeliveryMark = Delivery | 'read'

/** `reads`: the session's. `undefined` for what is no entry of this visitor. */
export function deliveryMark(entry: TranscriptEntry, reads: readonly ReadMark[]): DeliveryMark | undefined {
  const { delivery, index } = entry
  if (delivery !== 'sent' || index === undefined) return delivery
  return reads.some(({ upTo }) => upTo >= index) ? 'read' : 'sent'
}
