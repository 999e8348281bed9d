import type { EventSessionEnded, Party, TranscriptEvent, UserData } from '@chat-transport/core'

/** What a session's transcript amounts to: who is there, what is known of the visitor, whether it is over. */
export class SessionView {
  readonly #parties = new Map<string, Party>()
  #userData: UserData
  #ended: EventSessionEnded | undefined

  constructor(userData: UserData) {
    this.#userData = userData
  }

  get parties(): readonly Party[] {
    return [...this.#parties.values()]
  }

  get userData(): UserData {
    return this.#userData
  }

  get ended(): EventSessionEnded | undefined {
    return this.#ended
  }

  /** Takes the events in the order of the transcript. */
  see(event: TranscriptEvent): void {
    if (event.type === 'EventParticipantJoined') this.#parties.set(event.party.id, event.party)
    else if (event.type === 'EventParticipantLeft') this.#parties.delete(event.party.id)
    else if (event.type === 'EventUserDataUpdated') this.#userData = { ...this.#userData, ...event.userData }
    else if (event.type === 'EventSessionEnded') this.#ended = event
  }
}
