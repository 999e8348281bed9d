import type { BackendSettings } from './backend-settings.ts'

const longestRenewalMs = 60_000

export type SessionTimes = Pick<BackendSettings, 'sessionTimeoutMs'>

/** How often the sessions of attached pages are renewed in a store that outlives the back end. */
export const renewalMs = ({ sessionTimeoutMs }: SessionTimes): number =>
  Math.min(longestRenewalMs, Math.ceil(sessionTimeoutMs / 4))

/**
 * When the store may forget a session whose page is attached at `now`. It is later than the back end itself would remove the session,
 * so that it counts only when that back end is gone.
 */
export const expiryFrom = (now: number, times: SessionTimes): number => now + times.sessionTimeoutMs + renewalMs(times)
