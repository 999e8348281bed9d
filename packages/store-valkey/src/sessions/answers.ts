import type { Device, SessionRecord, StoredEvent, StoredSession, StoredVisitor } from '@chat-transport/backend'
import type { ReadMark } from '@chat-transport/core'

/** What a server answers is text, numbers, nothing, and lists of these. */
export type Answer = string | number | null | readonly Answer[]

export const listOf = (answer: unknown): readonly Answer[] => {
  if (!Array.isArray(answer)) throw new Error(`expected a list from the server, got ${typeof answer}`)
  return answer as readonly Answer[]
}

const parsed = <Value>(answer: Answer | undefined): Value => JSON.parse(String(answer)) as Value

/** The session that a script has answered with. */
export function storedSession(answer: Answer | undefined): StoredSession {
  const [record, visitor, devices, first, head, reads] = listOf(answer)
  return {
    record: parsed<SessionRecord>(record),
    visitor: parsed<StoredVisitor>(visitor),
    devices: parsed<[string, string][]>(devices).map(([startId, secretHash]): Device => ({
      startId: parsed(startId),
      secretHash: parsed(secretHash),
    })),
    first: Number(first),
    head: Number(head),
    reads: reads === null ? [] : parsed<[string, number, string][]>(reads).map(([, , mark]) => parsed<ReadMark>(mark)),
  }
}

export function storedEvent(answer: Answer | undefined): StoredEvent {
  const [index, json] = listOf(answer)
  return { index: Number(index), json: String(json) }
}
