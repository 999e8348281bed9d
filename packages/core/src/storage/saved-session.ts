import { fields, type Guard, string, wholeNumber } from '../checks/guards.ts'
import { type Awaitable, whenReady } from './awaitable.ts'
import type { ChatStorage } from './resilient-storage.ts'
import { type ClaimQueues, createSavedOutboxes } from './saved-outboxes.ts'
import { createSignOuts } from './sign-outs.ts'
import { createStartSaving } from './start-saving.ts'
import { claimPlace } from './storage-claims.ts'
import { sessionKey } from './storage-keys.ts'
import type { HeldSession, SavedOpen, SavedOver, SavedSession, SavedStart } from './stored.ts'

const open = fields({ sessionId: string, secret: string, position: wholeNumber(0) })
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

const idOf = (saved: SavedSession | undefined) => (saved as Partial<SavedOpen> | undefined)?.sessionId

const isStart = (saved: SavedSession | SavedOver | undefined, id: string | undefined) =>
  saved?.state === 'starting' && saved.id === id

/** Whether nothing is stored that a start would take the place of. */
const mayBegin = (saved: SavedSession | undefined, id: string) =>
  isStart(saved, id) || !saved || saved.state === 'ended'

/** What is to be stored of what a page holds, where `saved` is. False: nothing. */
function renewed(held: HeldSession | SavedStart, saved: SavedSession | SavedOver | undefined, anew: boolean) {
  if (held.state === 'starting') return !saved && held
  const before = isOpen(saved, held.sessionId) ? saved : { secret: '', position: 0 }
  if (saved && saved !== before && !isStart(saved, held.startId)) return false
  const position = Math.max(before.position, held.position)
  const isNew = anew || before.secret !== held.secret || before.position !== position
  return isNew && { ...held, position }
}

/** What a chat keeps between pages: the session under one key, and the commands that are not settled yet; all keys begin with `owner`. */
export function createSavedSession(storage: ChatStorage, owner: string, claim?: ClaimQueues) {
  const { place, warnOnce } = storage
  const key = sessionKey(owner)
  const outboxes = createSavedOutboxes(storage, owner, claim)
  const read = () => whenReady(storage.load(key), readPlace)
  /** What this page has dropped is over for it, also if the storage ignores what is written to it. */
  const isGone = new Set<string | undefined>()
  const load = (): Awaitable<SavedSession | undefined> =>
    whenReady(read(), (saved) => (saved && saved.state !== 'over' && !isGone.has(idOf(saved)) ? saved : undefined))

  /** Leaves nothing behind: neither a session nor what was queued for any. */
  const forgetAll = async (): Promise<void> => {
    await storage.remove(key)
    await outboxes.removeOutboxes()
  }

  const signOuts = createSignOuts({ storage, owner, sessionKey: key, read, forgetAll })
  const dropSession = (sessionId: string): Awaitable<void> =>
    whenReady(load(), (saved) => {
      isGone.add(sessionId)
      return idOf(saved) === sessionId ? storage.remove(key) : undefined
    })

  return {
    ...outboxes,
    load,
    ...signOuts,
    isPersistent: () => storage.persistent,
    tellFailureTo: storage.tellFailureTo,
    /** The chat opens a session that is kept here. */
    claim(session: { readonly isLive: boolean }) {
      if (place !== undefined) claimPlace(`${place} ${owner}`, session, warnOnce)
    },
    saveStart: createStartSaving<SavedStart>({
      isFree: (id) => whenReady(load(), (stored) => mayBegin(stored, id)),
      save: (start) => storage.save(key, start),
    }),

    /**
     * Saves again what this page holds if nothing is stored; a session also if it is stored itself, or the start it came from. Never
     * overwrites another session, nor brings back one that the visitor has signed out of. `anew`: writes also when nothing has
     * changed.
     */
    hold: (held: HeldSession | SavedStart, anew: boolean): Awaitable<void> =>
      whenReady(signOuts.isSignedOut(held), (isSignedOut) =>
        whenReady(read(), (saved) => {
          const next = !isSignedOut && renewed(held, saved, anew)
          return next ? storage.save(key, next) : undefined
        }),
      ),
    /** True when nothing is stored: not even that the session was signed out, or that another page has put its own there. */
    isCleared: (): Awaitable<boolean> => whenReady(read(), (saved) => !saved),
    written: storage.written,

    /** The start was refused: the next one is another. */
    dropStart: (id: string): Awaitable<void> =>
      whenReady(load(), (saved) => (isStart(saved, id) ? storage.remove(key) : undefined)),

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
