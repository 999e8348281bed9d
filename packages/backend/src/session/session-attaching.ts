import type { AttachCommand } from '@chat-transport/core'
import { serverNotAvailable, unknownSession } from '../commands/refusal.ts'
import type { Claimed, SessionStore, StoredSession } from '../store/session-store.ts'
import type { AttachResult } from '../visitor/visitor-line.ts'
import { claimOf } from './attach-attempt.ts'
import type { AttachAttempt } from './attach-attempt.ts'
import type { AttachQueue } from './attach-queue.ts'
import type { SessionLifetime } from './session-lifetime.ts'
import type { SessionLog } from './session-log.ts'
import type { SessionTranscript } from './session-transcript.ts'

export interface SessionAttachingOptions {
  readonly sessionId: string
  readonly store: SessionStore
  readonly log: SessionLog
  readonly lifetime: SessionLifetime
  readonly transcript: SessionTranscript
  readonly queue: AttachQueue
  /** Replaces the line that is attached. The page holds the session. */
  readonly accept: (attempt: AttachAttempt, stored: StoredSession) => AttachResult
}

/** Decides about the attaches of one session, one after another. Which page holds the session, the store alone decides. */
export class SessionAttaching {
  readonly #options: SessionAttachingOptions
  /** Whether the store has been asked, by anything but the creation of the session, which page holds it. */
  #claimed = false

  constructor(options: SessionAttachingOptions) {
    this.#options = options
  }

  attach(attempt: AttachAttempt): Promise<AttachResult> {
    const { accept, lifetime, queue, transcript } = this.#options
    return queue.run(async () => {
      const { command, created } = attempt
      if (queue.standing(attempt) === 'taken') return this.#refusePage(command)
      const claimed = await this.#claim(attempt)
      const { after } = claimOf(command)
      const { head } = claimed.session
      if (claimed.outcome === 'ahead')
        throw unknownSession(`in this form: the page has seen ${after} events, and it has ${head}`)
      await transcript.catchUp(head, created?.joined)
      if (lifetime.gone) throw serverNotAvailable('it is shutting down')
      if (lifetime.phase === 'ended' && lifetime.isDue) {
        await lifetime.remove()
        throw nowhere(command)
      }
      const holds = claimed.outcome === 'held' && queue.standing(attempt) === 'in time'
      return holds ? accept(attempt, claimed.session) : this.#refusePage(command)
    })
  }

  /** Asks the store which page holds the session. */
  async #claim({ command, created }: AttachAttempt): Promise<Exclude<Claimed, { outcome: 'unknown' }>> {
    const { lifetime, sessionId, store } = this.#options
    if (lifetime.phase === 'removing') await lifetime.remove()
    if (lifetime.phase === 'removed') throw nowhere(command)
    if (lifetime.gone) throw serverNotAvailable('it cannot tell what has become of the session')
    // The store made the session for this page. That still holds, unless another attach was faster.
    if (created && !this.#claimed) return { outcome: 'held', session: created.session }
    this.#claimed = true
    const claimed = await store.claim(sessionId, claimOf(command))
    if (claimed.outcome !== 'unknown') return claimed
    lifetime.markRemoved()
    throw nowhere(command)
  }

  #refusePage({ id, pageId }: AttachCommand): AttachResult {
    this.#options.log.refusedPage(pageId)
    return { answer: { type: 'EventSessionTaken', commandId: id } }
  }
}

/** A start makes the session anew when its page tries again. */
function nowhere({ type }: AttachCommand) {
  return type === 'StartSession' ? serverNotAvailable('the session is gone, start it again') : unknownSession()
}
