import type { SessionRecord, StoredVisitor } from '@chat-transport/backend'
import { prepareAll, type Connection, type Row, type SqlValue, type Statement } from '../database/connection.ts'
import { decoded, decodedAll, encoded } from './encoded.ts'

/** What is asked of a session with each call. */
export interface SessionRow {
  readonly key: number
  readonly id: string
  /** Encoded. */
  readonly userId: SqlValue
  readonly ended: boolean
  readonly maxEvents: number
  readonly maxBytes: number
  /** The oldest event kept, the newest, and how large they are together. */
  readonly first: number
  readonly head: number
  readonly bytes: number
  /** How many older events are still there for the sake of their commands, and how large they are. */
  readonly known: number
  readonly knownBytes: number
}

/** Where the transcript of a session begins and ends. */
export type Window = Pick<SessionRow, 'first' | 'head' | 'bytes' | 'known' | 'knownBytes'>

/** Events are removed later: there may be hundreds of thousands. */
const tables = ['details', 'devices', 'takes', 'read_marks', 'user_sessions']

const sql = {
  find: 'SELECT * FROM sessions WHERE id = ?',
  findByKey: 'SELECT * FROM sessions WHERE key = ?',
  details: 'SELECT record, visitor FROM details WHERE session = ?',
  create: 'INSERT INTO sessions (id, expires_at, max_events, max_bytes) VALUES (?, ?, ?, ?)',
  createDetails: 'INSERT INTO details (session, record, visitor) VALUES (?, ?, ?)',
  window: 'UPDATE sessions SET first = ?, head = ?, bytes = ?, known = ?, known_bytes = ? WHERE key = ?',
  userId: 'UPDATE sessions SET user_id = ? WHERE key = ?',
  visitor: 'UPDATE details SET visitor = ? WHERE session = ?',
  gotBy: 'INSERT OR IGNORE INTO user_sessions (user_id, session) VALUES (?, ?)',
  newestOf: 'SELECT session FROM user_sessions WHERE user_id = ? ORDER BY place DESC LIMIT 1',
  end: 'UPDATE sessions SET ended = 1, expires_at = coalesce(?, expires_at) WHERE key = ?',
  leaveUser: 'DELETE FROM user_sessions WHERE session = ?',
  renew: `UPDATE sessions SET expires_at = ?1
    WHERE id IN (SELECT value FROM json_each(?2)) AND NOT ended AND expires_at < ?1`,
  unknown: `SELECT json_group_array(value) AS ids FROM json_each(?)
    WHERE NOT EXISTS (SELECT 1 FROM sessions WHERE id = value)`,
  expired: 'SELECT * FROM sessions WHERE expires_at <= ? ORDER BY expires_at LIMIT 1',
  remove: 'DELETE FROM sessions WHERE key = ?',
  leaveEvents: 'INSERT INTO removed (session) VALUES (?)',
}

/** The sessions, whose they are, and when they expire. */
export class SessionRows {
  readonly #sql: Readonly<Record<keyof typeof sql, Statement>>
  readonly #removals: readonly Statement[]

  static async over(connection: Connection): Promise<SessionRows> {
    const removals = Object.fromEntries(tables.map((table) => [table, `DELETE FROM ${table} WHERE session = ?`]))
    return new SessionRows(await prepareAll(connection, sql), Object.values(await prepareAll(connection, removals)))
  }

  private constructor(statements: Readonly<Record<keyof typeof sql, Statement>>, removals: readonly Statement[]) {
    this.#sql = statements
    this.#removals = removals
  }

  find(sessionId: string): SessionRow | undefined {
    return sessionRow(this.#sql.find.get(encoded(sessionId)))
  }

  findByKey(key: SqlValue | undefined): SessionRow | undefined {
    return key === undefined ? undefined : sessionRow(this.#sql.findByKey.get(key))
  }

  detailsOf({ key }: SessionRow): { readonly record: SessionRecord; readonly visitor: StoredVisitor } {
    const row = this.#sql.details.get(key)
    return { record: decoded(row?.['record']), visitor: decoded(row?.['visitor']) }
  }

  create(record: SessionRecord, visitor: StoredVisitor, expiresAt: number): SessionRow {
    const { id, maxTranscriptEvents, maxTranscriptBytes } = record
    this.#sql.create.run(encoded(id), expiresAt, maxTranscriptEvents, maxTranscriptBytes)
    const session = this.find(id)
    if (!session) throw new Error('a session that was just made is not there')
    this.#sql.createDetails.run(session.key, JSON.stringify(record), JSON.stringify(visitor))
    this.#giveTo(session.key, visitor)
    return session
  }

  /** Says who the visitor is from now on. */
  changeVisitor({ key }: SessionRow, visitor: StoredVisitor): void {
    this.#sql.visitor.run(JSON.stringify(visitor), key)
    this.#giveTo(key, visitor)
  }

  /** The session that the user got last, of those that have not ended. */
  newestOf(userId: string): SessionRow | undefined {
    return this.findByKey(this.#sql.newestOf.get(encoded(userId))?.['session'])
  }

  saveWindow({ key }: SessionRow, { first, head, bytes, known, knownBytes }: Window): void {
    this.#sql.window.run(first, head, bytes, known, knownBytes, key)
  }

  end({ key }: SessionRow, expiresAt: number | undefined): void {
    this.#sql.end.run(expiresAt ?? null, key)
    this.#sql.leaveUser.run(key)
  }

  /** Puts off their expiry, unless they have ended. Returns those that are not there. */
  renew(sessionIds: readonly string[], expiresAt: number): readonly string[] {
    const ids = JSON.stringify(sessionIds.map(encoded))
    this.#sql.renew.run(expiresAt, ids)
    return decodedAll<string>(this.#sql.unknown.get(ids)?.['ids'])
  }

  /** Of those that have expired, the one that did first. */
  firstExpired(now: number): SessionRow | undefined {
    return sessionRow(this.#sql.expired.get(now))
  }

  remove({ key }: SessionRow): void {
    for (const removal of this.#removals) removal.run(key)
    this.#sql.remove.run(key)
    this.#sql.leaveEvents.run(key)
  }

  #giveTo(key: number, { user }: StoredVisitor): void {
    if (!user) return
    const userId = encoded(user.id)
    this.#sql.userId.run(userId, key)
    this.#sql.gotBy.run(userId, key)
  }
}

const sessionRow = (row: Row | undefined): SessionRow | undefined =>
  row && {
    key: Number(row['key']),
    id: decoded(row['id']),
    userId: row['user_id'] ?? null,
    ended: row['ended'] === 1,
    maxEvents: Number(row['max_events']),
    maxBytes: Number(row['max_bytes']),
    first: Number(row['first']),
    head: Number(row['head']),
    bytes: Number(row['bytes']),
    known: Number(row['known']),
    knownBytes: Number(row['known_bytes']),
  }
