import type { AttachCommand } from '@chat-transport/core'
import type { SessionCore } from '../application/session-core.ts'
import { isOfAnotherUser, serverNotAvailable, unknownSession } from '../commands/refusal.ts'
import type { ReadMarks } from '../store/read-marks.ts'
import type { Claimed, StoredSession } from '../store/session-store.ts'
import type { AttachmentHost } from '../visitor/attachment.ts'
import type { AttachResult } from '../visitor/visitor-line.ts'
import { beginOf, claimOf, positionOf } from './attach-attempt.ts'
import type { AttachAttempt } from './attach-attempt.ts'
import { attachedEvent, type AttachedSession } from './attached-event.ts'
import type { AttachQueue } from './attach-queue.ts'
import type { BackendSettings } from './backend-settings.ts'
import type { SessionLifetime } from './session-lifetime.ts'
import type { SessionElsewhere } from './session-elsewhere.ts'
import type { SessionLog } from './session-log.ts'
import type { SessionTranscript } from './session-transcript.ts'
import type { VisitorPresence } from './visitor-presence.ts'

export interface SessionAttachingOptions {
  readonly core: AttachmentHost &
    AttachedSession &
    Pick<SessionCore, 'bind' | 'files'> & { readonly log: SessionLog; readonly transcript: SessionTranscript }
  readonly settings: BackendSettings
  readonly lifetime: SessionLifetime
  readonly attaches: AttachQueue
  readonly presence: VisitorPresence
  readonly reads: ReadMarks
  readonly elsewhere: SessionElsewhere
  /** Learns from the store what has become of the session. */
  readonly claimed: (stored: StoredSession) => void
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
    const { attaches, claimed, core, elsewhere, lifetime, presence } = this.#options
    return attaches.run(async () => {
      const { command, created } = attempt
      if (presence.devices.standing(attempt) === 'taken') return this.#refusePage(command)
      await elsewhere.listen()
      const claim = await this.#claim(attempt)
      const { head } = claim.session
      if (claim.outcome === 'ahead')
        throw unknownSession(`in this form: the page has seen ${positionOf(command)} events, and it has ${head}`)
      claimed(claim.session)
      await core.transcript.catchUp(head, created?.joined)
      if (lifetime.gone) throw serverNotAvailable('it is shutting down')
      if (lifetime.phase === 'ended' && lifetime.isDue) {
        await lifetime.remove()
        throw nowhere(command)
      }
      if (claim.outcome === 'taken') return this.#refusePage(command)
      await this.#bind(attempt, claim.session)
      return this.#isOvertaken(attempt, claim.epoch)
        ? this.#refusePage(command)
        : this.#accept(attempt, claim.session, claim.epoch)
    })
  }

  /** Whether another page has taken the session meanwhile, here or elsewhere. Throws if nobody needs the attach any more. */
  #isOvertaken(attempt: AttachAttempt, epoch: number): boolean {
    const { devices } = this.#options.presence
    if (devices.standing(attempt) === 'taken') return true
    const overtaking = devices.claimedElsewhere(attempt.device.startId, epoch)
    if (overtaking?.pageId === attempt.command.pageId)
      throw serverNotAvailable('a newer line of this page has attached')
    return overtaking !== undefined
  }

  /** Asks the store which page holds the session. */
  async #claim(attempt: AttachAttempt): Promise<Extract<Claimed, { session: StoredSession }>> {
    const { core, lifetime, settings } = this.#options
    const { command, created } = attempt
    if (lifetime.phase === 'removing') await lifetime.remove()
    if (lifetime.phase === 'removed') throw nowhere(command)
    if (lifetime.gone) throw serverNotAvailable('it cannot tell what has become of the session')
    // The store made the session for this page. That still holds, unless another attach was faster.
    if (created && !this.#claimed && !settings.store.bus) return { outcome: 'held', session: created.session, epoch: 0 }
    this.#claimed = true
    const claimed = await settings.store.claim(core.id, claimOf(attempt, settings))
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
    const { outcome } = await this.#options.core.bind(user)
    if (outcome === 'other-user') throw isOfAnotherUser()
    if (outcome === 'unknown') throw nowhere(command)
  }

  /** Has no `await`: accepting an attach and replacing the one before it is one step. */
  #accept(attempt: AttachAttempt, stored: StoredSession, epoch: number): AttachResult {
    const { core, presence, reads, settings } = this.#options
    const { command, context, device } = attempt
    const kept = { first: stored.first, head: core.transcript.head }
    const { position, ...from } = beginOf(command, kept)
    const attachment = presence.attach(core, attempt, { position, head: kept.head, epoch })
    // A page that restores has heard of the session before.
    if (command.type === 'RestoreSession') attachment.confirm()
    for (const mark of stored.reads) reads.advance(mark)
    const drafts = core.drafts.open.map(({ id }) => id)
    const place = { commandId: command.id, ...kept, ...from, reads: reads.list(), drafts }
    const uploads = core.files.uploadsFor(core.id, device, context)
    return { answer: attachedEvent(core, { settings, ...place, ...uploads }), attachment }
  }

  #refusePage({ id, pageId }: AttachCommand): AttachResult {
    this.#options.core.log.refusedPage(pageId)
    return { answer: { type: 'EventSessionTaken', commandId: id } }
  }
}

/** A start makes the session anew when its page tries again. */
function nowhere({ type }: AttachCommand) {
  return type === 'StartSession' ? serverNotAvailable('the session is gone, start it again') : unknownSession()
}
