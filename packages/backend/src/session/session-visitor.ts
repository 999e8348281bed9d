import type { Party } from '@chat-transport/core'
import type { ChatUser } from '../application/chat-user.ts'
import { freezeDeeply } from '../json/freeze-deeply.ts'
import type { StoredVisitor } from '../store/session-store.ts'

/** Who the visitor of a session is. */
export class SessionVisitor {
  #stored: StoredVisitor
  #user: ChatUser | undefined

  constructor(stored: StoredVisitor) {
    this.#stored = stored
  }

  get party(): Party {
    return this.#stored.party
  }

  get userId(): string | undefined {
    return this.#stored.user?.id
  }

  /** Made when it is first asked for. */
  get user(): ChatUser | undefined {
    const { user } = this.#stored
    if (user) this.#user ??= freezeDeeply(JSON.parse(user.json) as ChatUser)
    return this.#user
  }

  /** The store knows it now. */
  update(stored: StoredVisitor): void {
    if (stored.user?.json !== this.#stored.user?.json) this.#user = undefined
    this.#stored = stored
  }
}

/** The visitor once it is known which user they are: the user's name counts, if there is one. */
export function visitorAs(user: ChatUser, { id, name, type }: Party): StoredVisitor {
  return {
    party: Object.freeze({ id, name: user.name ?? name, type }),
    user: { id: user.id, json: JSON.stringify(user) },
  }
}
