/**
 * Where a session is kept between pages: a keyed store of JSON values. Each function may be asynchronous, and may throw or
 * reject: the session then goes on in memory, warns once, and says `persistent: false`.
 */
export interface SessionStorage {
  /** What kind of storage it is, for `chat.report()`. @default 'custom' */
  readonly name?: string
  /** The value saved under `key`, or `undefined`. Content that cannot be read counts as nothing. */
  load(key: string): unknown
  /** Overwrites. */
  save(key: string, value: unknown): void | Promise<void>
  /** Does nothing when there is no such key. */
  remove(key: string): void | Promise<void>
  keys(): readonly string[] | Promise<readonly string[]>
}
