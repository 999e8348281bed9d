/**
 * Where a session is kept between pages: a keyed store of JSON values. Each function may be asynchronous, and may throw or
 * reject: the session then goes on in memory, warns once, and says `persistent: false`.
 */
export interface SessionStorage {
  /** What kind of storage it is, for `chat.report()`. @default 'custom' */
  readonly name?: string
  /**
   * Where it keeps what is saved: storages with the same place see each other's. A page is warned when two of its chats have a
   * live session in one. @default a place of its own
   */
  readonly place?: string
  /** The value saved under `key`, or `undefined`. What cannot be read counts as nothing, and is left where it is. */
  load(key: string): unknown
  /** Overwrites. */
  save(key: string, value: unknown): void | Promise<void>
  /** Does nothing when there is no such key. */
  remove(key: string): void | Promise<void>
  /**
   * For a storage that other pages see: calls `listener` after one of them has changed something, if it hears of that, and returns
   * what ends this. With it a visitor who signs out in one page is signed out in all.
   */
  onChange?(listener: () => void): () => void
  /** The keys of what is saved; that of a session may be left out, since nothing looks for it here. */
  keys(): readonly string[] | Promise<readonly string[]>
}
