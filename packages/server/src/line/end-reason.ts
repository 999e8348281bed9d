import type { DropReason } from '@chat-transport/backend'

/**
 * Why a line ends. `disconnected`: the client said goodbye, or was silent too long. `lost`: its connection broke.
 * `overflow`: it sends too much, or reads too slowly. The other reasons come from the back end.
 */
export type EndReason = DropReason | 'disconnected' | 'lost'

/** The reasons in words, for the client and for the log. */
export const endReasonTexts: Readonly<Record<EndReason, string>> = {
  superseded: 'A newer line of this page has taken over.',
  taken: 'Another page has taken the session.',
  ended: 'The session has ended.',
  expired: 'The session has expired.',
  'login-expired': 'The log-in has expired. Attach again with fresh credentials.',
  shutdown: 'The chat server is shutting down.',
  overflow: 'The client sends too much, or reads too slowly.',
  unavailable: 'The chat server cannot go on with this line. Attach again.',
  disconnected: 'Disconnected.',
  lost: 'The line is lost.',
}
