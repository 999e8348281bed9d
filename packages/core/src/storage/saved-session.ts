import { randomId } from '../platform/random-token.ts'
import { type Awaitable, type ResilientStorage, whenReady } from './resilient-storage.ts'
import { count, fields, list, number, string } from '../checks/guards.ts'
import type { OwnCommand } from '../transcript/transcript.ts'

/** A start that has not been answered yet: repeated by the next one, so that there is one session at the server and not two. */
export interface SavedStart {
  readonly state: 'starting'
  readonly id: string
  readonly secret: string
}
/** A session to come back to. `position`: what the visitor had seen when the page was last hidden. */
export interface SavedOpen {
  readonly state: 'open'
  readonly sessionId: string
  readonly secret: string
  readonly position: number
}
export type SavedSession = SavedStart | SavedOpen

/** The commands a page has saved, by the key they are saved under. */
export type SavedOutboxes = ReadonlyMap<string, readonly OwnCommand[]>

const sessionKey = 'session'
const outboxPrefix = 'outbox.'

const start = fields({ id: string, secret: string })
const open = fields({ sessionId: string, secret: string, position: count })
const outbox = fields({
  sessionId: string,
  commands: list(fields({ at: number, after: count, command: fields({ type: string, id: string }) })),
})

/** What cannot be read, because it is corrupt or another program's, counts as nothing. */
const readSession = (value: unknown): SavedSession | undefined => {
  const saved = value as SavedSession | null | undefined
  const shape = saved?.state === 'starting' ? start : saved?.state === 'open' ? open : undefined
  return saved && shape && !shape(saved, '') ? saved : undefined
}
const readOutbox = (value: unknown) =>
  outbox(value, '') === undefined ? (value as { sessionId: string; commands: readonly OwnCommand[] }) : undefined

/**
 * What a chat keeps between pages: the session under one key, and the commands not yet settled under one key per session of a
 * page.
 */
export function createSavedSession(storage: ResilientStorage) {
  const outboxKeys = async () => (await storage.keys()).filter((key) => key.startsWith(outboxPrefix))
  const load = (): Awaitable<SavedSession | undefined> => whenReady(storage.load(sessionKey), readSession)
  const loadOutbox = (key: string, isWanted: (sessionId: string) => boolean) =>
    whenReady(storage.load(key), (value): readonly OwnCommand[] => {
      const saved = readOutbox(value)
      // Nothing may mean that it could not be read just now; what is no queue never will be one.
      if (!saved && value !== undefined) void storage.remove(key)
      return saved && isWanted(saved.sessionId) ? saved.commands : []
    })

  /** What pages have queued for the sessions that are wanted, the oldest queue first. */
  const loadOutboxes = async (isWanted: (sessionId: string) => boolean): Promise<SavedOutboxes> => {
    const outboxes: [string, readonly OwnCommand[]][] = []
    for (const key of await outboxKeys()) outboxes.push([key, await loadOutbox(key, isWanted)])
    return new Map(outboxes.filter(([, commands]) => commands.length))
  }
  const removeOutboxes = async (outboxes: SavedOutboxes) => {
    for (const key of outboxes.keys()) await storage.remove(key)
  }

  /** Another page may have put another session there; that one is not ours to touch. */
  const whileHeld = (sessionId: string, act: (saved: SavedOpen) => Awaitable<void>): Awaitable<void> =>
    whenReady(load(), (saved) => (saved?.state === 'open' && saved.sessionId === sessionId ? act(saved) : undefined))

  const letGo = (sessionId: string) => whileHeld(sessionId, () => storage.remove(sessionKey))

  return {
    load,
    /** Before a start goes out. */
    saveStart: (id: string, secret: string) => storage.save(sessionKey, { state: 'starting', id, secret }),

    /** A start has been answered. */
    begin: (sessionId: string, secret: string): Awaitable<void> =>
      whenReady(load(), (saved) => {
        if (saved?.state === 'open' && saved.sessionId !== sessionId) return undefined // another page's by now
        return storage.save(sessionKey, { state: 'open', sessionId, secret, position: 0 })
      }),

    /** Saves the session anew, with what has changed. */
    renew: (sessionId: string, position: number, secret?: string) =>
      whileHeld(sessionId, (saved) =>
        storage.save(sessionKey, {
          ...saved,
          position: Math.max(saved.position, position),
          ...(secret && { secret }),
        }),
      ),
    written: () => storage.written(),

    /** The start was refused: the next one is another. */
    dropStart: (id: string): Awaitable<void> =>
      whenReady(load(), (saved) =>
        saved?.state === 'starting' && saved.id === id ? storage.remove(sessionKey) : undefined,
      ),

    /** Whether the session is still what is stored: whoever restores it sends what is queued. */
    holds: (sessionId: string): Awaitable<boolean> =>
      whenReady(load(), (saved) => saved?.state === 'open' && saved.sessionId === sessionId),

    removeOutbox: (key: string) => storage.remove(key),

    /** A key that nobody else has: what one session of a page writes never takes the place of what another has left. */
    newOutboxKey: () => outboxPrefix + randomId(),

    saveOutbox: (key: string, sessionId: string, commands: readonly OwnCommand[]): Awaitable<void> =>
      commands.length ? storage.save(key, { sessionId, commands }) : storage.remove(key),

    loadOutbox: (key: string, sessionId: string) => loadOutbox(key, (id) => id === sessionId),
    loadOutboxes: (sessionId: string) => loadOutboxes((id) => id === sessionId),

    /** What was queued for any session but this one, which nobody will send any more. */
    loadLeftOver: (sessionId?: string) => loadOutboxes((id) => id !== sessionId),
    removeOutboxes,

    /** From here on every page that had the session sees to its own queue. */
    letGo,

    /** Leaves nothing of the session behind. */
    async forget(sessionId: string): Promise<void> {
      await letGo(sessionId)
      await removeOutboxes(await loadOutboxes((id) => id === sessionId))
    },
  }
}
export type Saved = ReturnType<typeof createSavedSession>

/** What of it is to be shown where it can no longer be sent: all but a wish to leave. */
export const unsentIn = (outboxes: SavedOutboxes) =>
  inOrder(outboxes).filter(({ command }) => command.type !== 'LeaveSession')

/** The commands of all pages, each once, in the order in which they were made. A leave goes last: nothing can follow it. */
export function inOrder(outboxes: SavedOutboxes): readonly OwnCommand[] {
  const byId = new Map<string, OwnCommand>()
  for (const own of [...outboxes.values()].flat()) byId.set(own.command.id, own)
  const leaves = ({ command }: OwnCommand) => Number(command.type === 'LeaveSession')
  return [...byId.values()].sort((a, b) => leaves(a) - leaves(b) || a.at - b.at)
}
