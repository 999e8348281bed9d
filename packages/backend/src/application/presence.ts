import { ChatError, ErrorCode } from '@chat-transport/core'
import type { Party } from '@chat-transport/core'
import type { SerialQueue } from '../async/serial-queue.ts'
import { commitDraft, orChatError } from './commit-draft.ts'
import type { Committed } from './commit-draft.ts'
import type { EventDraft } from './event-draft.ts'
import type { Participants } from './participants.ts'
import { CallIdTaken, callKey, eventOfCall, joinKey } from './repeated-calls.ts'
import type { RepeatableCall } from './repeated-calls.ts'
import type { SessionCore } from './session-core.ts'

export interface CommitOptions {
  /** What has to be done, or to hold, when the call's turn comes. */
  readonly first?: () => Promise<void>
  readonly callId?: string | undefined
}

/** One participant of a session other than the visitor: whether they are there, and the order of what they do. */
export class Presence {
  readonly party: Party
  readonly session: SessionCore
  readonly calls: SerialQueue
  readonly joined: Promise<unknown>
  readonly #participants: Participants
  /** `leaving`: from the call of `leave()` until the store has the event. */
  #state: 'present' | 'leaving' | 'left' = 'present'

  constructor(session: SessionCore, participants: Participants, party: Party) {
    this.party = party
    this.session = session
    this.#participants = participants
    this.calls = participants.callsOf(party)
    this.joined = this.calls.run(() => this.#join())
    // Every later call rejects with this failure, so it needs no report here.
    this.joined.catch(() => undefined)
  }

  get isPresent(): boolean {
    return this.#state === 'present' && this.#participants.isPresent(this.party)
  }

  /** Throws a `ChatError` (52) for one who has left, or is about to. */
  require(): void {
    if (this.#state !== 'present') throw hasLeft(this.party)
  }

  /** Once all earlier calls are done. */
  inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    return this.calls.run(async () => {
      await this.joined
      // What the transcript says counts: another agent object may have left for the same participant.
      if (!this.#participants.isPresent(this.party)) throw hasLeft(this.party)
      return act()
    })
  }

  /** By whom and when. */
  stamp(): { readonly party: Party; readonly at: number } {
    return { party: this.party, at: this.session.clock.now() }
  }

  commit<Draft extends EventDraft>(draft: Draft, { first, callId }: CommitOptions = {}): Promise<Committed<Draft>> {
    const call = callId === undefined ? undefined : this.call(callId, draft)
    return this.once(call, async () => {
      this.require()
      return this.inTurn(async () => {
        await first?.()
        return commitDraft(this.session, draft, call)
      })
    })
  }

  call(callId: string, same: object): RepeatableCall {
    return { key: callKey(this.party, callId), same }
  }

  /** A call that took effect before has that effect, even if it would be refused now. */
  async once<Event>(call: RepeatableCall | undefined, act: () => Promise<Event>): Promise<Event> {
    try {
      return await act()
    } catch (refusal) {
      if (refusal instanceof CallIdTaken) throw refusal
      const earlier = call && (await this.earlier<Event>(call))
      if (earlier) return earlier
      throw refusal
    }
  }

  /** The event that the call has had before, if it is a repeat. */
  async earlier<Event>(call: RepeatableCall): Promise<Event | undefined> {
    const committed = await orChatError(this.session.transcript.committed(call.key))
    return committed && eventOfCall<Event>(committed.event, call)
  }

  async leave<Event>(commit: () => Promise<Event>): Promise<Event> {
    this.require()
    const left = commit()
    this.#state = 'leaving'
    try {
      const event = await left
      this.#state = 'left'
      this.#participants.left(this.party)
      return event
    } catch (cause) {
      this.#state = 'present'
      throw cause
    }
  }

  async #join(): Promise<void> {
    if (this.#participants.isPresent(this.party)) return
    const draft = { type: 'EventParticipantJoined', ...this.stamp() } as const
    await commitDraft(this.session, draft, { key: joinKey(this.party, this.session.transcript.head), same: draft })
  }
}

const hasLeft = ({ name }: Party) =>
  new ChatError(ErrorCode.executionFailed, `unable to act for ${name}: they have left the session`)
