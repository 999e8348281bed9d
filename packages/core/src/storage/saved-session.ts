import { count, fields, string } from '../checks/guards.ts'
import { type Awaitable, whenReady } from './awaitable.ts'
import type { ResilientStorage } from './resilient-storage.ts'
import { createSavedOutboxes } from './saved-outboxes.ts'

/** A start that has not been answered yet. The next start repeats it, so that the server makes one session and not two. */
export interface SavedStart {
  readonly state: 'starting'
  readonly id: string
  readonly secret: string
}
/** A session to come back to. `position`: the index up to which the visitor had seen it when the page was last hidden. */
export interface SavedOpen {
  readonly state: 'open'
  readonly sessionId: string
  readonly secret: string
  readonly position: number
}
export type SavedSession = SavedStart | SavedOpen

const sessionKey = 'session'
const start = fields({ id: string, secret: string })
const open = fields({ sessionId: string, secret: string, position: count })

/** Content that cannot be read, because it is corrupt or another program's, counts as nothing. */
const readSession = (value: unknown): SavedSession | undefined => {
  const saved = value as SavedSession | null | undefined
  const shape = saved?.state === 'starting' ? start : saved?.state === 'open' ? open : undefined
  return saved && shape && !shape(saved, '') ? saved : undefined
}

/** What a chat keeps between pages: the session under one key, and the commands that are not settled yet. */
export function createSavedSession(storage: ResilientStorage) {
  const outboxes = createSavedOutboxes(storage)
  const load = (): Awaitable<SavedSession | undefined> => whenReady(storage.load(sessionKey), readSession)

  /** Another page may have put another session there: leave that alone. */
  const whileHeld = (sessionId: string, act: (saved: SavedOpen) => Awaitable<void>): Awaitable<void> =>
    whenReady(load(), (saved) => (saved?.state === 'open' && saved.sessionId === sessionId ? act(saved) : undefined))

  const letGo = (sessionId: string) => whileHeld(sessionId, () => storage.remove(sessionKey))

  return {
    ...outboxes,
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

    /** Whether the session is still the stored one: the page that restores it sends what is queued. */
    holds: (sessionId: string): Awaitable<boolean> =>
      whenReady(load(), (saved) => saved?.state === 'open' && saved.sessionId === sessionId),

    /** From here on each page that had the session keeps its own queue. */
    letGo,

    /** Leaves nothing of the session behind. */
    async forget(sessionId: string): Promise<void> {
      await letGo(sessionId)
      await outboxes.removeOutboxes(await outboxes.loadOutboxes(sessionId))
    },
  }
}
export type Saved = ReturnType<typeof createSavedSession>
