import type { ReadMark } from '@chat-transport/core'
import type { ChatUser } from '../application/chat-user.ts'
import type { EventDraft } from '../application/event-draft.ts'
import type { BesideEvent, BindCause, SessionCore } from '../application/session-core.ts'
import { incorrectParameter, mayHaveHappened } from '../commands/refusal.ts'
import type { ReadMarks } from '../store/read-marks.ts'
import type { Appended } from '../store/session-store.ts'
import type { SessionAttachment } from '../visitor/attachment.ts'
import type { BackendSettings } from './backend-settings.ts'
import type { SessionTranscript } from './session-transcript.ts'
import { visitorAs } from './session-visitor.ts'
import type { VisitorPresence } from './visitor-presence.ts'

export interface SessionWritesOptions {
  readonly core: SessionCore & {
    readonly transcript: SessionTranscript
    /** The attached pages may miss an event. */
    attachAnew(cause: unknown): void
    /** Delivers an event outside the transcript to all pages but `except`, here and at other back ends. */
    pass(event: { readonly type: 'EventRead' } & ReadMark, except?: SessionAttachment): void
  }
  readonly settings: Pick<BackendSettings, 'store'>
  readonly presence: VisitorPresence
  readonly reads: ReadMarks
}

/** What a session writes to the store. */
export class SessionWrites {
  readonly #options: SessionWritesOptions

  constructor(options: SessionWritesOptions) {
    this.#options = options
  }

  /** The session is this user's from now on. */
  bind(user: ChatUser, { commandId, from }: Partial<BindCause> = {}): Promise<Appended> {
    const { core } = this.#options
    const visitor = visitorAs(user, core.party)
    const caused = { at: core.clock.now(), ...(commandId !== undefined && { commandId }) }
    const draft = { type: 'EventParticipantUpdated', party: visitor.party, ...caused } as const
    return this.append(draft, { visitor, ...(from && { from }) })
  }

  async append(draft: EventDraft, { from, ...beside }: BesideEvent = {}): Promise<Appended> {
    const { core } = this.#options
    if (draft.type === 'EventSessionEnded') await core.drafts.cut()
    if (core.status === 'gone') return { outcome: 'unknown' }
    try {
      return await core.transcript.append(draft, { ...beside, ...this.#fenced(from) })
    } catch (failure) {
      const isLost = 'draft' in draft && core.drafts.remove(draft.draft)
      // For a command of the visitor, `execute()` decides what happens to the line.
      if (isLost || (!('commandId' in draft) && mayHaveHappened(failure))) core.attachAnew(failure)
      throw failure
    }
  }

  async markRead(mark: ReadMark, from?: SessionAttachment): Promise<void> {
    const { core, reads, settings } = this.#options
    const { head } = core.transcript
    if (mark.upTo > head) throw incorrectParameter(`upTo is beyond the newest event, ${head}`)
    if (!(await settings.store.markRead(core.record.id, mark))) return
    reads.advance(mark)
    const event = { type: 'EventRead', ...mark } as const
    if (mark.party.id === core.party.id) core.events.emit('read', event)
    core.pass(event, from)
  }

  /** Of several back ends, only the one at which the device has attached last is to write what it says. */
  #fenced(from?: SessionAttachment) {
    const { presence, settings } = this.#options
    return from && settings.store.bus && { fence: presence.devices.fenceOf(from.deviceId) }
  }
}
