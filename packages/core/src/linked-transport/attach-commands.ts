import { randomId } from '../platform/random-token.ts'
import type { Wakeups } from '../platform/wakeups.ts'
import type { AttachCommand, EventAttached } from '../protocol/protocol.ts'
import type { AttachPhase } from './attach-refusal.ts'

/** Makes the attach of each line of one connection. */
export interface AttachCommands {
  /** How far the connection has come. */
  readonly phase: AttachPhase
  next(position: number): AttachCommand
  answered(event: EventAttached): void
}

/** The session and secret to restore, once the first attach has been answered. */
interface Identity {
  readonly sessionId: string
  readonly secret: string
}

/**
 * The first attach is the given one, repeated until it is answered. Later ones restore the session without taking it from
 * another page, but for the one after the page was frozen, which takes it back and is repeated with its id (T16).
 */
export function createAttachCommands(given: AttachCommand, wakeups: Wakeups, signal: AbortSignal): AttachCommands {
  let identity: Identity | undefined
  let takeId: string | undefined

  const unsubscribe = wakeups.subscribe((wakeup) => {
    if (wakeup === 'unfrozen') takeId = randomId()
  })
  signal.addEventListener('abort', unsubscribe)

  return {
    get phase() {
      return identity ? 're-attach' : given.type === 'StartSession' ? 'start' : 'restore'
    },
    next(after) {
      if (identity) {
        const { pageId } = given
        const id = takeId ?? randomId()
        return { type: 'RestoreSession', id, ...identity, pageId, take: takeId !== undefined, after }
      }
      if (given.type === 'StartSession') return given
      return { ...given, ...(takeId !== undefined && { id: takeId, take: true }), after }
    },
    answered({ sessionId, secret }) {
      identity = { sessionId, secret: secret ?? identity?.secret ?? given.secret }
      takeId = undefined
    },
  }
}
