import { checkArgument, guards } from '@chat-transport/core'
import type { Party } from '@chat-transport/core'
import { SerialQueue } from '../async/serial-queue.ts'
import type { SessionCore } from './session-core.ts'

interface Participant {
  readonly party: Party
  readonly calls: SerialQueue
}

/**
 * The participants other than the visitor, as far as this process acts for them. An id names one participant: agents that join
 * with the same id, name and type act for the same one, and their calls have one order.
 */
export class Participants {
  readonly #session: SessionCore
  readonly #known = new Map<string, Participant>()

  constructor(session: SessionCore) {
    this.#session = session
  }

  /** The queue for all calls of this participant. Throws if the id is that of somebody else. */
  callsOf(party: Party): SerialQueue {
    const { party: visitor, view } = this.#session
    checkArgument(
      'join id',
      party.id,
      guards.guard("an id other than the visitor's", (id) => id !== visitor.id),
    )
    const known = this.#known.get(party.id)
    const present = known?.party ?? view.parties.find(({ id }) => id === party.id)
    if (present) {
      const isSame = () => present.name === party.name && present.type === party.type
      const expected = `an id that is free, since ${JSON.stringify(present.name)} (${present.type}) has it`
      checkArgument('join id', party.id, guards.guard(expected, isSame))
    }
    const participant = known ?? { party, calls: new SerialQueue() }
    this.#known.set(party.id, participant)
    return participant.calls
  }

  isPresent({ id }: Party): boolean {
    return this.#session.view.parties.some((party) => party.id === id)
  }

  /** The participant has left. The id is free for anybody, unless the same one is about to join again. */
  left({ id }: Party): void {
    if (this.#known.get(id)?.calls.size === 0) this.#known.delete(id)
  }
}
