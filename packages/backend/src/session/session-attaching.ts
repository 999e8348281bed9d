import type { AttachCommand } from '@chat-transport/core'
import type { ChatUser } from '../application/chat-user.ts'
import { isOfAnotherUser, serverNotAvailable, unknownSession } from '../commands/refusal.ts'
import type { Appended, Claimed, StoredSession } from '../store/session-store.ts'
import type { AttachResult } from '../visitor/visitor-line.ts'
import { claimOf, positionOf } from './attach-attempt.ts'
import type { AttachAttempt } from './attach-attempt.ts'
import type { AttachQueue } from './attach-queue.ts'
import type { BackendSettings } from './backend-settings.ts'
import type { SessionDevices } from './session-devices.ts'
import type { SessionLifetime } from './session-lifetime.ts'
import type { SessionElsewhere } from './session-elsewhere.ts'
import type { SessionLog } from './session-log.ts'
import type { SessionTranscript } from './session-transcript.ts'

export interface SessionAttachingOptions {
  readonly sessionId: string
  readonly settings: BackendSettings
  readonly log: SessionLog
  readonly lifetime: SessionLifetime
  readonly transcript: SessionTranscript
  readonly queue: AttachQueue
  readonly devices: SessionDevices
  readonly elsewhere: SessionElsewhere
  /** Learns from the store what has become of the session. */
  readonly claimed: (stored: StoredSession) => void
  /** Makes the session that of a user. */
  readonly bind: (user: ChatUser) => Promise<Appended>
  /** Replaces the line that is attached on the device. The page holds the session there. */
  readonly accept: (attempt: AttachAttempt, stored: StoredSession, epoch: number) => AttachResult
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
    const { accept, claimed, devices, elsewhere, lifetime, queue, transcript } = this.#options
    return queue.run(async () => {
      const { command, created } = attempt
      if (devices.standing(attempt) === 'taken') return this.#refusePage(command)
      await elsewhere.listen()
      const claim = await this.#claim(attempt)
      const { head } = claim.session
      if (claim.outcome === 'ahead')
        throw unknownSession(`in this form: the page has seen ${positionOf(command)} events, and it has ${head}`)
      claimed(claim.session)
      await transcript.catchUp(head, created?.joined)
      if (lifetime.gone) throw serverNotAvailable('it is shutting down')
      if (lifetime.phase === 'ended' && lifetime.isDue) {
        await lifetime.remove()
        throw nowhere(command)
      }
      if (claim.outcome === 'taken') return this.#refusePage(command)
      await this.#bind(attempt, claim.session)
      return this.#isOvertaken(attempt, claim.epoch)
        ? this.#refusePage(command)
        : accept(attempt, claim.session, claim.epoch)
    })
  }

  /** Whether another page has taken the session meanwhile, here or elsewhere. Throws if nobody needs the attach any more. */
  #isOvertaken(attempt: AttachAttempt, epoch: number): boolean {
    const { devices } = this.#options
    if (devices.standing(attempt) === 'taken') return true
    const overtaking = devices.claimedElsewhere(attempt.device.startId, epoch)
    if (overtaking?.pageId === attempt.command.pageId)
      throw serverNotAvailable('a newer line of this page has attached')
    return overtaking !== undefined
  }

  /** Asks the store which page holds the session. */
  async #claim(attempt: AttachAttempt): Promise<Extract<Claimed, { session: StoredSession }>> {
    const { lifetime, sessionId, settings } = this.#options
    const { command, created } = attempt
    if (lifetime.phase === 'removing') await lifetime.remove()
    if (lifetime.phase === 'removed') throw nowhere(command)
    if (lifetime.gone) throw serverNotAvailable('it cannot tell what has become of the session')
    // The store made the session for this page. That still holds, unless another attach was faster.
    if (created && !this.#claimed && !settings.store.bus) return { outcome: 'held', session: created.session, epoch: 0 }
    this.#claimed = true
    const claimed = await settings.store.claim(sessionId, claimOf(attempt, settings))
    switch (claimed.outcome) {
      case 'other-user':
        throw isOfAnotherUser()
      case 'unknown':
        lifetime.markRemoved()
        throw nowhere(command)
      case 'forgotten':
        throw nowhere(command)
      default:
        return claimed
    }
  }

  /** The first user who is let in makes the session theirs. One that has ended stays as it is. */
  async #bind({ admission: { user }, command }: AttachAttempt, { visitor }: StoredSession): Promise<void> {
    if (!user || visitor.user) return
    const { outcome } = await this.#options.bind(user)
    if (outcome === 'other-user') throw isOfAnotherUser()
    if (outcome === 'unknown') throw nowhere(command)
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
