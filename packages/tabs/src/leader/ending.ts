import type { EventError } from '@chat-transport/core'
import { refusalOf } from './real-attach.ts'

/** How a session went, as it is told also to a tab that had no line at that moment. */
export type Ending =
  | { readonly type: 'refused'; readonly event: EventError }
  | { readonly type: 'taken'; readonly event: unknown }
  | { readonly type: 'ended' }

/** `taken`: the server's word that another browser has the session. `undefined`: nothing that the server has said. */
export function endingOf(cause: Error | undefined, taken: unknown): Ending | undefined {
  const event = refusalOf(cause)
  if (event) return { type: 'refused', event }
  if (taken !== undefined) return { type: 'taken', event: taken }
  return cause ? undefined : { type: 'ended' }
}
