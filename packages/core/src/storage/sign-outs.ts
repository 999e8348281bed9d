import { type Awaitable, whenReady } from './awaitable.ts'
import type { ChatStorage } from './resilient-storage.ts'
import { signedOutKey } from './storage-keys.ts'

/** A session, or a start without an answer, which has an `id` alone. */
export interface Origin {
  readonly startId?: string | undefined
  readonly sessionId?: string
  readonly id?: string
}

/** What is stored, as far as a sign-out has to know it. */
interface Stored extends Origin {
  readonly state: 'starting' | 'open' | 'ended' | 'over'
}

export interface SignOutsOptions {
  readonly storage: ChatStorage
  readonly owner: string
  readonly sessionKey: string
  read(): Awaitable<Stored | undefined>
  forgetAll(): Promise<void>
}

/** What names a chat: its start. The same visitor may come back to the same session by another. */
const nameOf = ({ startId, sessionId, id }: Origin = {}) => startId ?? sessionId ?? id

/** How a visitor who signs out in one page is signed out in all that share the storage. */
export function createSignOuts({ storage, owner, sessionKey, read, forgetAll }: SignOutsOptions) {
  const key = signedOutKey(owner)

  return {
    onChange: storage.onChange,
    /** The visitor has signed out of this chat in another page. */
    isSignedOut: (chat: Origin): Awaitable<boolean> => whenReady(storage.load(key), (name) => name === nameOf(chat)),
    /** `shown`: the session that this page has or had. `own`: the one that is live here, which no other page has unless they share one line. */
    async signOut(shown: Origin | undefined, own: string | undefined): Promise<void> {
      const stored = await read()
      await forgetAll()
      const name = nameOf(stored ?? shown)
      const isToBeTold = storage.isShared && name
      const isAnothers = stored?.state === 'open' && stored.sessionId !== own
      if (stored?.state === 'over' || isAnothers || isToBeTold) await storage.save(sessionKey, { state: 'over' })
      if (isToBeTold) await storage.save(key, name)
    },
  }
}
