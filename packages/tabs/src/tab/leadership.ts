import type { Logger } from '@chat-transport/core'
import type { TabLocks } from './environment.ts'

export interface LeadershipOptions {
  readonly locks: TabLocks
  readonly name: string
  /** A name that only this tab has. */
  readonly own: string
  readonly logger: Logger
  /** This tab has the lock. */
  won(): void
  /** Another tab has taken the lock. */
  lost(): void
  /** There is no lock to be had in this page, as in one with an opaque origin. */
  impossible(error: unknown): void
}

/** One tab's place in the queue for the Web Lock of the leader. */
export interface Leadership {
  /** Waits for the lock. Does nothing while it waits already. */
  queue(): void
  /** Takes the lock from whoever holds it: a tab that has yielded, or one that no longer answers (S4). */
  seize(): void
  /** Lets go of the lock, and waits no more. */
  leave(): void
  /**
   * Resolves when this tab has heard of everything that became of the lock before. A tab that was frozen may hear of it last; the browser's
   * answers about locks come in order.
   */
  hearAll(): Promise<void>
}

/** A lock may be stolen before this page knows that it has it. So often in a row, the browser refuses it, and would for ever. */
const mostAborted = 5

/** Whoever holds the lock leads. A turn is one request for it; what is heard of an earlier one counts no more. */
export function createLeadership(options: LeadershipOptions): Leadership {
  const { locks, name, own, logger, won, lost, impossible } = options
  let leaveTurn: (() => void) | undefined
  /** How many requests in a row ended before the lock was there, and not by `leave`. */
  let aborted = 0
  const isRefusal = (error: unknown) => (error as Error | undefined)?.name !== 'AbortError' || ++aborted > mostAborted

  const request = (steal: boolean) => {
    leaveTurn?.()
    const scope = new AbortController()
    const { signal } = scope
    let isHeld = false
    const leave = (leaveTurn = () => scope.abort())
    const granted = () => {
      if (signal.aborted) return undefined
      isHeld = true
      aborted = 0
      won()
      return new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
    }
    const failed = (error: unknown) => {
      if (signal.aborted) return
      if (leaveTurn === leave) leaveTurn = undefined
      if (!isHeld && isRefusal(error)) return impossible(error)
      logger.info('tabs: another tab has taken the lead')
      lost()
    }
    // A lock that is stolen can neither be waited for nor be given up before it is there.
    const asked = async () => locks.request(name, steal ? { steal } : { signal }, granted)
    asked().catch(failed)
  }

  return {
    queue() {
      if (!leaveTurn) request(false)
    },
    seize: () => request(true),
    leave() {
      leaveTurn?.()
      leaveTurn = undefined
    },
    async hearAll() {
      await locks.request(`${name}:${own}`, {}, () => undefined)
    },
  }
}
