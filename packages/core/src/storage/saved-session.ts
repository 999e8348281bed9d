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
/** A session that is over, and can be read for as long as the server keeps it. */
export interface SavedEnded extends Omit<SavedOpen, 'state'> {
  readonly state: 'ended'
}
export type SavedSession = SavedStart | SavedOpen | SavedEnded

/** A session that is live in this page, and the start that it came from. */
export interface HeldSession extends Omit<SavedOpen, 'state'> {
  readonly startId: string | undefined
}

const sessionKey = 'session'
const start = fields({ id: string, secret: string })
const open = fields({ sessionId: string, secret: string, position: count })
const shapes = { starting: start, open, ended: open }

/** Content that cannot be read, because it is corrupt or another program's, counts as nothing. */
const readSession = (value: unknown): SavedSession | undefined => {
  const saved = value as SavedSession | null | undefined
  const shape = saved && Object.hasOwn(shapes, saved.state) && shapes[saved.state]
  return shape && !shape(saved, '') ? saved : undefined
}

const isOpen = (saved: SavedSession | undefined, sessionId: string): saved is SavedOpen =>
  saved?.state === 'open' && saved.sessionId === sessionId

/** What a chat keeps between pages: the session under one key, and the commands that are not settled yet. */
export function createSavedSession(storage: ResilientStorage) {
  const outboxes = createSavedOutboxes(storage)
  const load = (): Awaitable<SavedSession | undefined> => whenReady(storage.load(sessionKey), readSession)

  /** Another page may have put another session there: leave that alone. */
  const whileOpen = (sessionId: string, act: (saved: SavedOpen) => Awaitable<void>): Awaitable<void> =>
    whenReady(load(), (saved) => (isOpen(saved, sessionId) ? act(saved) : undefined))

  const letGo = (sessionId: string): Awaitable<void> =>
    whenReady(load(), (saved) =>
      saved && saved.state !== 'starting' && saved.sessionId === sessionId ? storage.remove(sessionKey) : undefined,
    )

  return {
    ...outboxes,
    load,
    /** Before a start goes out. */
    saveStart: (id: string, secret: string) => storage.save(sessionKey, { state: 'starting', id, secret }),

    /**
     * Saves a session that this page holds if nothing is stored, or if this session is, or the start it came from. Never
     * overwrites another session. `anew`: writes also when nothing has changed.
     */
    hold: ({ startId, ...session }: HeldSession, anew: boolean): Awaitable<void> =>
      whenReady(load(), (saved) => {
        if (saved?.state === 'starting' ? saved.id !== startId : saved && !isOpen(saved, session.sessionId))
          return undefined
        const before = saved?.state === 'open' ? saved : { secret: '', position: 0 }
        const position = Math.max(before.position, session.position)
        if (!anew && before.secret === session.secret && before.position === position) return undefined
        return storage.save(sessionKey, { ...session, state: 'open', position })
      }),
    /** The session is over for everybody: what is stored of it can only be read. */
    end: (sessionId: string, position: number) =>
      whileOpen(sessionId, (saved) =>
        storage.save(sessionKey, { ...saved, state: 'ended', position: Math.max(saved.position, position) }),
      ),
    written: () => storage.written(),

    /** The start was refused: the next one is another. */
    dropStart: (id: string): Awaitable<void> =>
      whenReady(load(), (saved) =>
        saved?.state === 'starting' && saved.id === id ? storage.remove(sessionKey) : undefined,
      ),

    /** True while the storage holds this session as open: then some page can restore it and send what is queued. */
    holds: (sessionId: string): Awaitable<boolean> => whenReady(load(), (saved) => isOpen(saved, sessionId)),

    /** Deletes the stored session, but no queue: from here on each page that had the session keeps its own. */
    letGo,

    /** Leaves nothing of the session behind. */
    async forget(sessionId: string): Promise<void> {
      await letGo(sessionId)
      await outboxes.removeOutboxes(await outboxes.loadOutboxes(sessionId))
    },
    /** Leaves nothing behind: neither a session nor what was queued for any. */
    async forgetAll(): Promise<void> {
      await storage.remove(sessionKey)
      await outboxes.removeOutboxes(await outboxes.loadLeftOver())
    },
  }
}
export type Saved = ReturnType<typeof createSavedSession>
