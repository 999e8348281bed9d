import type { ReadMark } from '@chat-transport/core'
import { prepareAll, type Connection, type Statement } from '../database/connection.ts'
import { decodedAll, encoded } from './encoded.ts'
import type { SessionRow } from './session-rows.ts'

const sql = {
  all: 'SELECT json_group_array(mark ORDER BY place) AS marks FROM read_marks WHERE session = ?',
  advance: `INSERT INTO read_marks (session, party, up_to, mark) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET up_to = excluded.up_to, mark = excluded.mark WHERE excluded.up_to > up_to`,
}

/** How far each party has read: the highest mark counts. */
export class ReadMarkRows {
  readonly #sql: Readonly<Record<keyof typeof sql, Statement>>

  static async over(connection: Connection): Promise<ReadMarkRows> {
    return new ReadMarkRows(await prepareAll(connection, sql))
  }

  private constructor(statements: Readonly<Record<keyof typeof sql, Statement>>) {
    this.#sql = statements
  }

  list({ key }: SessionRow): readonly ReadMark[] {
    return decodedAll(this.#sql.all.get(key)?.['marks'])
  }

  /** False when the party has read that far already. */
  advance({ key }: SessionRow, mark: ReadMark): boolean {
    if (mark.upTo <= 0) return false
    const text = JSON.stringify(mark)
    return this.#sql.advance.run(key, encoded(mark.party.id), mark.upTo, text).changes > 0
  }
}
