import type { Claim, Device } from '@chat-transport/backend'
import { prepareAll, type Connection, type SqlValue, type Statement } from '../database/connection.ts'
import { decoded, encoded } from './encoded.ts'
import type { SessionRow } from './session-rows.ts'

/** More takes of one session than a visitor makes. Beyond it, the oldest pair of attach and page could take again. */
const rememberedTakes = 100

const sql = {
  all: 'SELECT json_group_array(json_array(start, secret_hash) ORDER BY rank) AS devices FROM devices WHERE session = ?',
  find: 'SELECT holder, rank FROM devices WHERE session = ? AND start = ?',
  sessionOf: 'SELECT session FROM devices WHERE start = ? ORDER BY place DESC LIMIT 1',
  add: `INSERT INTO devices (session, start, secret_hash, rank)
    VALUES (?1, ?2, ?3, (SELECT coalesce(max(rank), 0) + 1 FROM devices WHERE session = ?1))`,
  hold: `UPDATE devices SET holder = ?3, rank = (SELECT max(rank) + 1 FROM devices WHERE session = ?1)
    WHERE session = ?1 AND start = ?2`,
  forget: `DELETE FROM devices WHERE session = ?1 AND rank NOT IN
    (SELECT rank FROM devices WHERE session = ?1 ORDER BY rank DESC LIMIT ?2)`,
  take: 'INSERT OR IGNORE INTO takes (session, attach, page) VALUES (?, ?, ?)',
  forgetTakes: `DELETE FROM takes WHERE session = ?1 AND place <=
    (SELECT place FROM takes WHERE session = ?1 ORDER BY place DESC LIMIT 1 OFFSET ?2)`,
}

/** The devices of sessions, and who holds the session on each. */
export class DeviceRows {
  readonly #sql: Readonly<Record<keyof typeof sql, Statement>>

  static async over(connection: Connection): Promise<DeviceRows> {
    return new DeviceRows(await prepareAll(connection, sql))
  }

  private constructor(statements: Readonly<Record<keyof typeof sql, Statement>>) {
    this.#sql = statements
  }

  /** Those that were given the session longest ago come first. */
  list({ key }: SessionRow): readonly Device[] {
    const devices = decoded<[string, string][]>(this.#sql.all.get(key)?.['devices'])
    return devices.map(([start, secretHash]) => ({ startId: decoded(start), secretHash }))
  }

  /** The key of the session that has got the device last. */
  sessionOf({ startId }: Device): SqlValue | undefined {
    return this.#sql.sessionOf.get(encoded(startId))?.['session']
  }

  has({ key }: SessionRow, { startId }: Device): boolean {
    return this.#sql.find.get(key, encoded(startId)) !== undefined
  }

  add({ key }: SessionRow, { startId, secretHash }: Device): void {
    this.#sql.add.run(key, encoded(startId), secretHash)
  }

  /** The device's rank is its epoch. `undefined`: the device is not known. */
  epochOf({ key }: SessionRow, { startId }: Pick<Device, 'startId'>): number | undefined {
    const device = this.#sql.find.get(key, encoded(startId))
    return device && Number(device['rank'])
  }

  /** Whether the page holds the session on its device, after a claim that takes it or not. */
  hold(session: SessionRow, claim: Claim): boolean {
    const [start, page] = [encoded(claim.device.startId), encoded(claim.pageId)]
    const takes = this.#takes(session, claim)
    const holder = this.#sql.find.get(session.key, start)?.['holder']
    if (!takes && typeof holder === 'string' && holder !== page) return false
    this.#sql.hold.run(session.key, start, page)
    return true
  }

  forgetBeyond({ key }: SessionRow, maxDevices: number): void {
    this.#sql.forget.run(key, maxDevices)
  }

  /** Whether the claim takes the session: once per pair of attach id and page. */
  #takes({ key }: SessionRow, { attachId, pageId, take }: Claim): boolean {
    if (!take || this.#sql.take.run(key, encoded(attachId), encoded(pageId)).changes === 0) return false
    this.#sql.forgetTakes.run(key, rememberedTakes)
    return true
  }
}
