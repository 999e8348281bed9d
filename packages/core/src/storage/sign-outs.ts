import { type Awaitable, whenReady } from './awaitable.ts'
import type { ChatStorage } from './resilient-storage.ts'

/** What is stored, as far as a sign-out has to know it. `id`: of a start without an answer. */
interface Stored {
  readonly state: 'starting' | 'open' | 'ended' | 'over'
  readonly id?: string
  readonly sessionId?: string
}

export interface SignOutsOptions {
  readonly storage: ChatStorage
  readonly owner: string
  read(): Awaitable<Stored | undefined>
  forgetAll(): Promise<void>
  saveOver(): Awaitable<void>
}

/** How a visitor who signs out in one page is signed out in all that share the storage. */
export function createSignOuts({ storage, owner, read, forgetAll, saveOver }: SignOutsOptions) {
  /** Names the session, or the start, that the visitor has signed out of. It stays when another session has begun. */
  const key = `${owner}signed-out-session`

  return {
    onChange: storage.onChange,
    /** The visitor has signed out of this session in another page. `ids`: its own, and that of its start. */
    isSignedOut: (ids: readonly string[]): Awaitable<boolean> =>
      whenReady(storage.load(key), (id) => ids.some((own) => own === id)),
    /** `own`: the session that was live in this page, which no other page has unless they share one line. */
    async signOut(own: string): Promise<void> {
      const stored = await read()
      await forgetAll()
      if (!stored) return
      const isAnothers = stored.state === 'open' && stored.sessionId !== own
      if (stored.state === 'over' || isAnothers || storage.isShared) await saveOver()
      const id = stored.sessionId ?? stored.id
      if (storage.isShared && id !== undefined) await storage.save(key, id)
    },
  }
}
