import type { ChatSession, TranscriptEvent } from '@chat-transport/core'

/** What the promise comes to, counted at both ends. */
export interface Tally {
  readonly said: number
  readonly lost: number
  readonly twice: number
}

/** Counts whenever the line is open; in between it stands, since what is on its way is neither here nor there. */
export function createTally() {
  /** The ids of what the visitor has sent, over all reloads. */
  const sent = new Set<string>()
  let last: Tally = { said: 0, lost: 0, twice: 0 }

  return {
    of(session: ChatSession | undefined, stored: readonly TranscriptEvent[]): Tally {
      for (const { key, command } of session?.transcript ?? []) if (command?.type === 'SendMessage') sent.add(key)
      if (session?.status !== 'connected') return last
      const messages = stored.filter(({ type }) => type === 'EventMessage')
      const ownStored = messages.flatMap((event) => ('commandId' in event && event.commandId) || [])
      const shown = session.transcript.flatMap(({ event }) => (event?.type === 'EventMessage' ? event.index : []))
      const known = new Set([...session.transcript.map(({ key }) => key), ...ownStored])
      const newest = Math.max(0, ...shown)
      const skipped = messages.filter(({ index }) => index < newest && !shown.includes(index))
      last = {
        said: sent.size + messages.length - ownStored.length,
        lost: [...sent].filter((id) => !known.has(id)).length + skipped.length,
        twice: repeated(shown) + repeated(ownStored),
      }
      return last
    },
  }
}

const repeated = (ids: readonly unknown[]) => ids.length - new Set(ids).size
