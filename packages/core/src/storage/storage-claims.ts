import type { Logger } from '../platform/logger.ts'

interface Claim {
  readonly isLive: boolean
}

/** The newest session of each place in storage, in this page. */
const claims = new Map<string, Claim>()

/** A session opens that is kept there. Warns when there is a live one: another chat's, since a chat has one at a time. */
export function claimPlace(place: string, session: Claim, warn: Logger['warn']): void {
  if (claims.get(place)?.isLive) warn(`two chats of this page share ${place}: give each a prefix of its own`)
  claims.set(place, session)
}
