import { ChatError, ErrorCode } from '@chat-transport/core'
import type { Party, TranscriptEvent } from '@chat-transport/core'

/** A call of an agent that may be made again without a second effect. */
export interface RepeatableCall {
  readonly key: string
  /** What its event has, as far as a repeat is sure to have the same. When it happened is not compared, nor how the party looks. */
  readonly same: object
}

/** Commands of visitors have shorter ids, so that no visitor can have an agent's call taken for a repeat. */
const keyCharacters = 129

/** What the store knows an agent's call by. Each participant has its own. */
export const callKey = ({ id: partyId }: Pick<Party, 'id'>, callId: string): string =>
  JSON.stringify([partyId, callId]).padEnd(keyCharacters)

/**
 * What the store knows a join by. When the answer to one is lost, this process knows no event beyond `head`, and the next has the same
 * key; once it knows that event, it knows that the participant is there.
 */
export const joinKey = ({ id: partyId }: Party, head: number): string =>
  JSON.stringify([partyId, head]).padEnd(keyCharacters)

/** The event that the call has had before. Throws a `ChatError` (3) when it is that of another call with the same id. */
export function eventOfCall<Event>(event: TranscriptEvent, { same }: RepeatableCall): Event {
  const differs = Object.entries(same).find(
    ([name, value]) => !mayDiffer.has(name) && !isSameJson(Reflect.get(event, name), value),
  )
  if (!differs) return event as Event
  const [name] = differs
  throw new CallIdTaken(name)
}

/** Another call of the participant had this id. */
export class CallIdTaken extends ChatError {
  /** `name`: what differs in the event of that call. */
  constructor(name: string) {
    super(
      ErrorCode.incorrectParameter,
      `id: another call had it, whose event has another ${name}. Each call needs an id of its own`,
    )
  }
}

const mayDiffer = new Set(['at', 'party'])

const isSameJson = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)
