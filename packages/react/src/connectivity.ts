import type { Chat, Connectivity, PlannedRetry } from '@chat-transport/core'

/** The state of the line between the page and the chat server. */
export interface ChatConnectivity {
  /** `connecting` until the first `connected`; `closed` when the session is over in this page. */
  readonly current: Connectivity
  /** Epoch milliseconds; for `reconnecting` and `interrupted` the last proof of life. `undefined` before the first change. */
  readonly since: number | undefined
  /** Why it is so, where something has gone wrong. */
  readonly cause: Error | undefined
  /** The next attempt, or the one that is being made if its time (`at`) is past. `undefined` while none is needed. */
  readonly retry: PlannedRetry | undefined
}

/** Before anything has happened, and on a server. */
export const unknownConnectivity: ChatConnectivity = Object.freeze({
  current: 'connecting',
  since: undefined,
  cause: undefined,
  retry: undefined,
})

/** Follows the line of a chat for as long as there is the chat. The chat tells of changes alone, so this is to begin before its first session. */
export function followConnectivity(chat: Chat, changed: () => void): () => ChatConnectivity {
  let latest = unknownConnectivity
  chat.onConnectivity(({ current, since, cause }) => {
    const isSettled = current === 'connected' || current === 'closed'
    latest = { current, since, cause, retry: isSettled ? undefined : latest.retry }
    changed()
  })
  chat.onRetry((retry) => {
    latest = { ...latest, retry }
    changed()
  })
  return () => latest
}
