import type { BackendSession } from '@chat-transport/backend'

/** Where a page of the list of sessions begins: behind this one. */
export interface SessionPlace {
  readonly startedAt: number
  readonly id: string
}

interface PageRequest {
  readonly after?: SessionPlace | undefined
  readonly limit: number
}

/** A page of sessions, oldest first. The place behind which the next one begins, if there is one. */
export function pageOfSessions(sessions: readonly BackendSession[], { after, limit }: PageRequest) {
  const sorted = sessions.filter((session) => !after || comparePlaces(session, after) > 0).sort(comparePlaces)
  const page = sorted.slice(0, limit)
  const last = page.at(-1)
  return { page, ...(last && sorted.length > limit && { next: placeText(last) }) }
}

const placeText = ({ startedAt, id }: SessionPlace) => `${startedAt}.${id}`

/** Reads what `next` was; `undefined` when it is something else. */
export function placeOf(text: string): SessionPlace | undefined {
  const [, startedAt, id] = /^(\d{1,16})\.(.+)$/.exec(text) ?? []
  return startedAt !== undefined && id !== undefined ? { startedAt: Number(startedAt), id } : undefined
}

function comparePlaces(one: SessionPlace, other: SessionPlace): number {
  if (one.startedAt !== other.startedAt) return one.startedAt - other.startedAt
  if (one.id === other.id) return 0
  return one.id < other.id ? -1 : 1
}
