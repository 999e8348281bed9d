import type { EventSessionEnded, Party, TranscriptEvent, UserData } from '@chat-transport/core'
import type { CoreView } from '../application/session-core.ts'
import type { UserDataSize } from '../commands/user-data-size.ts'
import { RecentSet } from '../store/recent-set.ts'
import { KnownUserData } from './known-user-data.ts'

/** The present state of a session, computed from its transcript: participants, user data, which messages are deleted, and the end. */
export class SessionView implements CoreView {
  readonly #parties = new Map<string, Party>()
  readonly #userData: KnownUserData
  /** What the transcript has forgotten needs no place here: no more events than it keeps can be deletions. */
  readonly #deleted: RecentSet
  #ended: EventSessionEnded | undefined

  constructor(userData: UserData, maxTranscriptEvents: number) {
    this.#deleted = new RecentSet(maxTranscriptEvents)
    this.#userData = new KnownUserData(userData)
  }

  get parties(): readonly Party[] {
    return [...this.#parties.values()]
  }

  get userData(): UserData {
    return this.#userData.value()
  }

  get ended(): EventSessionEnded | undefined {
    return this.#ended
  }

  isDeleted(index: number): boolean {
    return this.#deleted.has(String(index))
  }

  userDataSizeWith(update: UserData): UserDataSize {
    return this.#userData.sizeWith(update)
  }

  /** To be called with each event, in the order of the transcript. */
  apply(event: TranscriptEvent): void {
    if (event.type === 'EventParticipantJoined' || event.type === 'EventParticipantUpdated')
      this.#parties.set(event.party.id, event.party)
    else if (event.type === 'EventParticipantLeft') this.#parties.delete(event.party.id)
    else if (event.type === 'EventUserDataUpdated') this.#userData.merge(event.userData)
    else if (event.type === 'EventMessageDeleted') this.#deleted.add(String(event.target))
    else if (event.type === 'EventSessionEnded') this.#ended = event
  }
}
