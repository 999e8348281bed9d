/** The keys of what is stored, all of them: like `stored.ts`, a page finds there what an earlier version has written. */
export const storageKeys = (owner: string) => ({
  session: `${owner}session`,
  /** Names the chat that the visitor has signed out of. It stays when another one has begun. */
  signedOut: `${owner}signed-out-session`,
  /** A queue for each session of a page: a random id follows. */
  queues: `${owner}outbox.`,
})

/**
 * Whether a storage keeps under this key what is told of the session, which is small and is every tab's, and not a queue. For a
 * `SessionStorage` that has a place for each.
 */
export const isSessionKey = (key: string): boolean => key.endsWith('session')
