import type { AttachCommand, EventAttached } from '@chat-transport/core'

/** Which session it is, as the attaches and answers so far say: of a start, its id and that of the session that it became. */
export function createSessionIdentity(attach: AttachCommand) {
  const startId = attach.type === 'StartSession' ? attach.id : undefined
  let sessionId = attach.type === 'RestoreSession' ? attach.sessionId : undefined
  const secrets = new Set([attach.secret])
  return {
    get sessionId() {
      return sessionId
    },
    fits: (other: AttachCommand): boolean =>
      (other.type === 'StartSession' ? other.id === startId : other.sessionId === sessionId) &&
      secrets.has(other.secret),
    attached(event: EventAttached) {
      sessionId = event.sessionId
      if (event.secret !== undefined) secrets.add(event.secret)
    },
  }
}
export type SessionIdentity = ReturnType<typeof createSessionIdentity>
