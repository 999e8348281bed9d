import type { SessionStatus } from '../session/session-events.ts'

/** Whether a session takes what the visitor says: as long as it goes on in this page, with a line or without. */
export function canSend({ status }: { readonly status: SessionStatus }): boolean {
  return status !== 'ended' && status !== 'closed'
}
