import type { EventToStore, SessionStore, StoredEvent, StoredSession } from '@chat-transport/backend'
import { connects, keeps, type BrokenStore } from './broken-store.ts'

const withoutCommand = ({ commandId: _none, ...event }: EventToStore): EventToStore => event

/** Remembers commands on its own, and forgets those whose events come before some index. */
function forgetting(store: SessionStore, firstKnown: (session: StoredSession) => number): Partial<SessionStore> {
  let renamed = 0
  const known = async (sessionId: string, commandId: string) => {
    const session = await store.find(sessionId)
    const event = await store.committed(sessionId, commandId)
    return session && event && event.index >= firstKnown(session) ? event : undefined
  }
  return {
    committed: known,
    async append(sessionId, event) {
      const { commandId } = event
      if (commandId === undefined || (await known(sessionId, commandId))) return store.append(sessionId, event)
      const isForgotten = await store.committed(sessionId, commandId)
      return store.append(sessionId, isForgotten ? { ...event, commandId: `${commandId} ${++renamed}` } : event)
    },
  }
}

/** What a command has one of: S4. */
const brokenOnce: readonly BrokenStore[] = [
  keeps(['S4', 'no-repeats', 'recognizes no repeat'], (store) => ({
    append: (sessionId, event) => store.append(sessionId, withoutCommand(event)),
  })),
  keeps(['S4', 'says-appended', 'says `appended` of a repeat'], (store) => ({
    async append(...asked) {
      const appended = await store.append(...asked)
      return appended.outcome === 'repeated' ? { ...appended, outcome: 'appended' } : appended
    },
  })),
  keeps(['S4', 'answers-the-repeat', 'answers a repeat with what the repeat says'], (store) => ({
    async append(sessionId, event) {
      const appended = await store.append(sessionId, event)
      if (appended.outcome !== 'repeated') return appended
      return { ...appended, event: { ...appended.event, json: event.json } }
    },
  })),
  keeps(['S4', 'of-all-sessions', 'knows commands of all sessions together'], (store) => {
    const all = new Map<string, StoredEvent>()
    return {
      async append(sessionId, event) {
        const { commandId = '' } = event
        const known = all.get(commandId)
        if (known) return { outcome: 'repeated', event: known }
        const appended = await store.append(sessionId, event)
        if (commandId !== '' && appended.outcome === 'appended') all.set(commandId, appended.event)
        return appended
      },
    }
  }),
  keeps(['S4', 'finds-none', 'finds no event of a command'], () => ({ committed: async () => undefined })),
  keeps(['S4', 'finds-the-last', 'finds the last event of a command that has none'], (store) => ({
    async committed(sessionId, commandId) {
      const { head = 0 } = (await store.find(sessionId)) ?? {}
      return (await store.committed(sessionId, commandId)) ?? (await store.read(sessionId, head - 1, 1))[0]
    },
  })),
  keeps(['S4', 'not-of-the-start', 'does not know the command that has started the session'], (store) => ({
    create: (record, { commandId: _none, ...joined }, claim) => store.create(record, joined, claim),
  })),
  keeps(['S4', 'by-text', 'takes an event that no command has caused for a repeat of one like it'], (store) => ({
    append: (sessionId, event) => store.append(sessionId, { commandId: event.json, ...event }),
  })),
  connects(['S4', 'looks-then-writes', 'looks for the command, and then writes its event'], (store) => ({
    async append(sessionId, event) {
      const { commandId } = event
      const known = commandId === undefined ? undefined : await store.committed(sessionId, commandId)
      if (known) return { outcome: 'repeated', event: known }
      const appended = await store.append(sessionId, event)
      if (appended.outcome !== 'repeated') return appended
      return store.append(sessionId, withoutCommand(event))
    },
  })),
]

/** How long it is remembered: S6. */
const brokenMemory: readonly BrokenStore[] = [
  keeps(['S6', 'half', 'remembers the commands of half of the events that it keeps'], (store) =>
    forgetting(store, ({ head, record }) => head - record.maxTranscriptEvents / 2 + 1),
  ),
  keeps(['S6', 'only-kept', 'forgets a command with its event'], (store) => forgetting(store, ({ first }) => first)),
  keeps(['S6', 'by-events-only', 'forgets a command when its event is forgotten for its size'], (store) =>
    forgetting(store, ({ head, first, record }) => (head - first + 1 < record.maxTranscriptEvents ? first : 0)),
  ),
]

/** The end: S7. */
const brokenEnds: readonly BrokenStore[] = [
  keeps(['S7', 'goes-on', 'goes on after the end'], (store) => ({
    append: (sessionId, event) => store.append(sessionId, { ...event, isEnd: false }),
  })),
  keeps(['S7', 'no-head', 'does not say at which index the session has ended'], (store) => ({
    async append(...asked) {
      const appended = await store.append(...asked)
      return appended.outcome === 'ended' ? ({ outcome: 'ended' } as typeof appended) : appended
    },
  })),
  keeps(['S7', 'refuses-repeats', 'answers repeats after the end with `ended`'], (store) => {
    const ended = new Map<string, number>()
    return {
      async append(sessionId, event) {
        const head = ended.get(sessionId)
        if (head !== undefined && (await store.find(sessionId))) return { outcome: 'ended', head }
        const appended = await store.append(sessionId, event)
        if (event.isEnd && appended.outcome === 'appended') ended.set(sessionId, appended.event.index)
        return appended
      },
    }
  }),
  keeps(['S7', 'gone-with-the-end', 'finds no session that has ended'], (store) => {
    const ended = new Set<string>()
    return {
      async append(sessionId, event) {
        const appended = await store.append(sessionId, event)
        if (event.isEnd && appended.outcome === 'appended') ended.add(sessionId)
        return appended
      },
      read: async (sessionId, ...asked) => (ended.has(sessionId) ? [] : store.read(sessionId, ...asked)),
    }
  }),
  keeps(['S7', 'ends-all', 'ends every session'], (store) => {
    let head: number | undefined
    return {
      async append(sessionId, event) {
        if (head !== undefined && !(await store.committed(sessionId, event.commandId ?? '')))
          return { outcome: 'ended', head }
        const appended = await store.append(sessionId, event)
        if (event.isEnd && appended.outcome === 'appended') head = appended.event.index
        return appended
      },
    }
  }),
  connects(['S7', 'ends-twice', 'writes the end, and then closes the transcript'], (store) => {
    const ended = new Map<string, number>()
    return {
      async append(sessionId, event) {
        const head = ended.get(sessionId)
        const known = await store.committed(sessionId, event.commandId ?? '')
        if (head !== undefined && !known) return { outcome: 'ended', head }
        const appended = await store.append(sessionId, { ...event, isEnd: false })
        if (event.isEnd && appended.outcome === 'appended') ended.set(sessionId, appended.event.index)
        return appended
      },
    }
  }),
]

export const brokenCommands: readonly BrokenStore[] = [...brokenOnce, ...brokenMemory, ...brokenEnds]
