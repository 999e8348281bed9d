import { count, fields, type Guard, string } from '../checks/guards.ts'
import { type Awaitable, whenReady } from './awaitable.ts'
import type { ChatStorage } from './resilient-storage.ts'
import { type ClaimQueues, createSavedOutboxes } from './saved-outboxes.ts'
import { createSignOuts } from './sign-outs.ts'
import { createStartSaving } from './start-saving.ts'
import { claimPlace } from './storage-claims.ts'
import type { SavedEnded, SavedOpen, SavedOver, SavedSession, SavedStart } from './stored.ts'

/** A session that is live in this page, or has ended in it. */
export type HeldSession = SavedOpen | SavedEnded

const open = fields({ sessionId: string, secret: string, position: count })
const shapes = new Map<unknown, Guard>([
  ['starting', fields({ id: string, secret: string })],
  ['open', open],
  ['ended', open],
  ['over', fields({})],
])

/** Content that cannot be read, because it is corrupt or another program's, counts as nothing. */
const readPlace = (value: unknown): SavedSession | SavedOver | undefined => {
  const saved = value as SavedSession | SavedOver | null | undefined
  const shape = shapes.get(saved?.state)
  return shape && saved && !shape(saved, '') ? saved : undefined
}

const isOpen = (saved: SavedSession | SavedOver | undefined, sessionId: string): saved is SavedOpen =>
  saved?.state === 'open' && saved.sessionId === sessionId

/** The open session, or the start that it came from. */
const isOf = (saved: SavedSession | SavedOver, sessionId: string, startId: string | undefined) =>
  saved.state === 'starting' ? saved.id === startId : isOpen(saved, sessionId)

const idOf = (saved: SavedSession) => (saved.state === 'starting' ? undefined : saved.sessionId)

const isStart = (saved: SavedSession | undefined, id: string) => saved?.state === 'starting' && saved.id === id

/** Whether nothing is stored that a start would take the place of. */
const mayBegin = (saved: SavedSession | undefined, id: string) =>
  isStart(saved, id) || !saved || saved.state === 'ended'

/** What a chat keeps between pages: the session under one key, and the commands that are not settled yet; all keys begin with `owner`. */
export function createSavedSession(storage: ChatStorage, owner: string, claim?: ClaimQueues) {
  const { place, warnOnce } = storage
  const sessionKey = `${owner}session`
  const outboxes = createSavedOutboxes(storage, owner, claim)
  const read = () => whenReady(storage.load(sessionKey), readPlace)
  /** What this page has dropped is over for it, also if the storage ignores what is written to it. */
  const isGone = new Set<string | undefined>()
  const load = (): Awaitable<SavedSession | undefined> =>
    whenReady(read(), (saved) => (saved && saved.state !== 'over' && !isGone.has(idOf(saved)) ? saved : undefined))

  /** Leaves nothing behind: neither a session nor what was queued for any. */
  const forgetAll = async (): Promise<void> => {
    await storage.remove(sessionKey)
    await outboxes.removeOutboxes()
  }

  const dropSession = (sessionId: string): Awaitable<void> =>
    whenReady(load(), (saved) => {
      isGone.add(sessionId)
      const isThis = saved && saved.state !== 'starting' && saved.sessionId === sessionId
      return isThis ? storage.remove(sessionKey) : undefined
    })

  return {
    ...outboxes,
    load,
    ...createSignOuts({ storage, owner, forgetAll, read, saveOver: () => storage.save(sessionKey, { state: 'over' }) }),
    isPersistent: () => storage.persistent,
    tellFailureTo: storage.tellFailureTo,
    /** The chat opens a session that is kept here. */
    claim(session: { readonly isLive: boolean }) {
      if (place !== undefined) claimPlace(`${place} ${owner}`, session, warnOnce)
    },
    saveStart: createStartSaving<SavedStart>({
      isFree: (id) => whenReady(load(), (stored) => mayBegin(stored, id)),
      save: (start) => storage.save(sessionKey, start),
    }),

    /** Saves a start without an answer again, if nothing is stored. */
    holdStart: (held: SavedStart): Awaitable<void> =>
      whenReady(read(), (saved) => (saved ? undefined : storage.save(sessionKey, held))),
    /**
     * Saves a session that this page holds if nothing is stored, or if this session is, or the start it came from. Never
     * overwrites another session. `anew`: writes also when nothing has changed.
     */
    hold: (session: HeldSession, anew: boolean): Awaitable<void> =>
      whenReady(read(), (saved) => {
        if (saved && !isOf(saved, session.sessionId, session.startId)) return undefined
        const before = saved?.state === 'open' ? saved : { secret: '', position: 0 }
        const position = Math.max(before.position, session.position)
        if (!anew && before.secret === session.secret && before.position === position) return undefined
        return storage.save(sessionKey, { ...session, position })
      }),
    /** True when nothing is stored: not even that the session was signed out, or that another page has put its own there. */
    isCleared: (): Awaitable<boolean> => whenReady(read(), (saved) => !saved),
    written: () => storage.written(),

    /** The start was refused: the next one is another. */
    dropStart: (id: string): Awaitable<void> =>
      whenReady(load(), (saved) => (isStart(saved, id) ? storage.remove(sessionKey) : undefined)),

    /** True while the storage holds this session as open: then some page can restore it and send what is queued. */
    holds: (sessionId: string): Awaitable<boolean> => whenReady(load(), (saved) => isOpen(saved, sessionId)),

    /** Deletes the stored session, but no queue: from here on each page that had the session keeps its own. */
    dropSession,

    /** Leaves nothing of the session behind. */
    async forget(sessionId: string): Promise<void> {
      await dropSession(sessionId)
      await outboxes.removeOutboxes(await outboxes.loadOutboxes(sessionId))
    },
    forgetAll,
  }
}
export type Saved = ReturnType<typeof createSavedSession>
