import { createHash } from 'node:crypto'

/**
 * Sessions are spread over so many buckets. Those of a bucket share a slot of a cluster, with the set of the times at which they expire.
 * It must never change: sessions would no longer be found.
 */
const buckets = 256

/** An id as it is kept: every string is another text, and none has a NUL or half a pair in it. */
export const encoded = (id: string): string => JSON.stringify(id)

/** The names of all keys of a store. */
export class Keys {
  readonly #prefix: string

  constructor(prefix: string) {
    this.#prefix = prefix
  }

  session(sessionId: string): string {
    const id = encoded(sessionId)
    return `${this.#prefix}{${createHash('sha1').update(id).digest()[0]}}:session:${id}`
  }

  /** The id of the session that has this key. */
  sessionId(key: string): string {
    const [, id = ''] = /^[^{]*\{\d+\}:session:(.*)$/s.exec(key) ?? []
    return JSON.parse(id) as string
  }

  /** The channel on which is told what becomes of the session, in its slot. Scripts know it, too. */
  told(sessionId: string): string {
    return `${this.session(sessionId)}:told`
  }

  /** When the sessions of the bucket expire that has this session. */
  expiryOf(sessionKey: string): string {
    return `${tagOf(sessionKey)}:expiry`
  }

  /** Whether it is a key of a bucket. */
  isInBucket(key: string): boolean {
    return key.startsWith(`${this.#prefix}{`)
  }

  /** For what a connection has to write before it can wait. */
  syncOf(bucketKey: string): string {
    return `${tagOf(bucketKey)}:sync`
  }

  allExpiries(): readonly string[] {
    return Array.from({ length: buckets }, (_, bucket) => `${this.#prefix}{${bucket}}:expiry`)
  }

  start(startId: string): string {
    return this.startOf(encoded(startId))
  }

  startOf(encodedStart: string): string {
    return `${this.#prefix}start:${encodedStart}`
  }

  user(userId: string): string {
    return this.userOf(encoded(userId))
  }

  userOf(encodedUser: string): string {
    return `${this.#prefix}user:${encodedUser}`
  }
}

/** Up to the hash tag, with it. */
const tagOf = (key: string) => key.slice(0, key.indexOf('}') + 1)
