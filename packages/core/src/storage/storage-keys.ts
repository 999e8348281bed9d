// The keys of what is stored, all of them. As with `stored.ts`, a page finds there what an earlier version has written.

/** The session itself. */
export const sessionKey = (owner: string): string => `${owner}session`

/** Names the chat that the visitor has signed out of. It stays when another one has begun. */
export const signedOutKey = (owner: string): string => `${owner}signed-out-session`

/** What the keys of queues begin with, one for each session of a page: a random id follows. */
export const queuePrefix = (owner: string): string => `${owner}outbox.`

/** Whether what is under the key is told of the session, which is small and is every tab's: not a queue. The widget's loader looks so, too. */
export const isSessionKey = (key: string): boolean => key.endsWith('session')
