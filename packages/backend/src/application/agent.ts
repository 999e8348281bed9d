import { checkArgument, guards } from '@chat-transport/core'
import type { EventParticipantLeft, Party, PartyType } from '@chat-transport/core'
import { freezeDeeply } from '../json/freeze-deeply.ts'
import { jsonCopy } from '../json/json-copy.ts'
import { randomId } from '../visitor/secrets.ts'
import { AgentSpeech } from './agent-speech.ts'
import { callIdText, someText } from './argument-guards.ts'
import { orChatError } from './commit-draft.ts'
import type { Participants } from './participants.ts'
import { Presence } from './presence.ts'
import type { SessionCore } from './session-core.ts'

/** Who joins a session. */
export interface AgentProfile {
  readonly name: string
  /** @default 'agent' */
  readonly type?: Exclude<PartyType, 'client'>
  /**
   * One who joins again with the same id, name and type is the same participant: a bot after a restart, a console in two
   * windows. The id of the visitor, or of somebody else who is present, is refused.
   * @default a random one
   */
  readonly id?: string
  readonly avatarUrl?: string
  /** What else pages are to know of them: JSON values by name. */
  readonly extra?: Readonly<Record<string, unknown>>
}

const partyTypes = ['agent', 'supervisor', 'external', 'system']

/**
 * A participant of a session other than the visitor: a person at a console, or a bot. Calls take effect in the order in which
 * they are made. Promises resolve when the store has the event, and reject with a `ChatError`: 50 when the session is gone, 52
 * when it has ended or the agent has left, 100 when the store does not answer.
 */
export class Agent extends AgentSpeech {
  readonly party: Party
  readonly #presence: Presence

  /** Use `session.join()`. */
  constructor(session: SessionCore, participants: Participants, profile: AgentProfile) {
    const presence = new Presence(session, participants, partyOf(profile))
    super(presence)
    this.party = presence.party
    this.#presence = presence
  }

  /** Resolves when the transcript says that the agent has joined. */
  async joined(): Promise<void> {
    await this.#presence.joined
  }

  /**
   * The same agent, for one call that may be made again, as by a bot that does not know whether it got through before it went down:
   * `agent.once('reply-17').say('Hello')`. The store keeps the id (1 to 200 characters) with the event. As long as it has the event,
   * a call with the same id of a participant with the same id has no second effect and resolves with that event, also when it would be
   * refused by now. Rejects with 3 when another call had the id.
   */
  once(callId: string): AgentSpeech {
    checkArgument('once callId', callId, callIdText)
    return new AgentSpeech(this.#presence, callId)
  }

  /**
   * Shown by the page that is connected now: for 10 s, or until the agent's next message. `text`: what has been typed. It is told
   * only with the back end's `typingPreview`.
   */
  typing(isTyping = true, text?: string): void {
    checkArgument('typing text', text, guards.optional(guards.string))
    const { calls, party, session } = this.#presence
    const typed = isTyping && session.typingPreview && text ? { isTyping, text } : { isTyping }
    const tell = () => {
      if (this.#presence.isPresent) session.pass({ type: 'EventTyping', party, ...typed })
    }
    // To the page a message ends the typing, so one that still waits for the store comes first.
    if (calls.size === 0) tell()
    else void calls.run(tell)
  }

  /** The agent has read the transcript up to this index. The highest counts. */
  async markRead(upTo: number): Promise<void> {
    checkArgument('markRead upTo', upTo, guards.wholeNumber(0))
    const { party, session } = this.#presence
    this.#presence.require()
    await this.#presence.inTurn(() => orChatError(session.markRead({ party, upTo })))
  }

  /** Leaves the session. Resolves when the transcript says so. */
  async leave(reason?: string): Promise<EventParticipantLeft> {
    checkArgument('leave reason', reason, guards.optional(guards.string))
    const presence = this.#presence
    const said = reason !== undefined && { reason }
    const draft = { type: 'EventParticipantLeft', ...said, ...presence.stamp() } as const
    return presence.leave(() => presence.commit(draft, { first: () => presence.session.drafts.cut(this.party) }))
  }
}

function partyOf({ name, type = 'agent', id = randomId(), avatarUrl, extra }: AgentProfile): Party {
  checkArgument('join name', name, someText)
  checkArgument('join type', type, guards.oneOf(...partyTypes))
  checkArgument('join id', id, someText)
  checkArgument('join avatarUrl', avatarUrl, guards.optional(someText))
  checkArgument('join extra', extra, guards.optional(guards.object))
  const more = { ...(avatarUrl !== undefined && { avatarUrl }), ...(extra && { extra: jsonCopy('join extra', extra) }) }
  return freezeDeeply({ id, name, type, ...more })
}
