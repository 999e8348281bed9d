import type { EventToStore, StoredEvent } from '@chat-transport/backend'
import { prepareAll, type Connection, type Row, type Statement } from '../database/connection.ts'
import { encoded } from './encoded.ts'
import type { SessionRow, Window } from './session-rows.ts'

const sql = {
  add: 'INSERT INTO events (session, number, bytes, command, json) VALUES (?, ?, ?, ?, ?)',
  at: 'SELECT number, json, bytes FROM events WHERE session = ? AND number = ?',
  ofCommand: 'SELECT number, json FROM events WHERE session = ? AND command = ?',
  sizeAt: 'SELECT bytes, command IS NOT NULL AS has_command FROM events WHERE session = ? AND number = ?',
  oldest: 'SELECT number, bytes FROM events WHERE session = ? ORDER BY number LIMIT 1',
  remove: 'DELETE FROM events WHERE session = ? AND number = ?',
}

/** The transcripts, and the older events whose commands are still known. */
export class EventRows {
  readonly #sql: Readonly<Record<keyof typeof sql, Statement>>

  static async over(connection: Connection): Promise<EventRows> {
    return new EventRows(await prepareAll(connection, sql))
  }

  private constructor(statements: Readonly<Record<keyof typeof sql, Statement>>) {
    this.#sql = statements
  }

  committed({ key }: SessionRow, commandId: string): StoredEvent | undefined {
    return storedEvent(this.#sql.ofCommand.get(key, encoded(commandId)))
  }

  /** Appends the event, and forgets what is too old then. Returns where the transcript begins and ends from now on. */
  append(session: SessionRow, { json, commandId }: EventToStore): Window {
    const head = session.head + 1
    const bytes = Buffer.byteLength(json)
    this.#sql.add.run(session.key, head, bytes, commandId === undefined ? null : encoded(commandId), json)
    const window = this.#withoutOldest(session, { ...session, head, bytes: session.bytes + bytes })
    return this.#withoutOldestCommands(session, window)
  }

  /** At least one event if there is one, then as many as fit in `maxBytes`. */
  read({ key, first, head }: SessionRow, after: number, maxBytes: number): readonly StoredEvent[] {
    const events: StoredEvent[] = []
    let bytes = 0
    for (let number = Math.max(first, after + 1); number <= head; number++) {
      const row = this.#sql.at.get(key, number)
      const event = storedEvent(row)
      if (!row || !event)
        throw new Error(`event ${number} of a session with the events ${first} to ${head} is not there`)
      bytes += Number(row['bytes'])
      if (events.length > 0 && bytes > maxBytes) break
      events.push(event)
    }
    return events
  }

  /** Events of commands stay, so that repeats are recognized. */
  #withoutOldest(session: SessionRow, window: Window): Window {
    const { key, maxEvents, maxBytes } = session
    let { first, bytes, known, knownBytes } = window
    const { head } = window
    while (first < head && (head - first >= maxEvents || bytes > maxBytes)) {
      const oldest = this.#sql.sizeAt.get(key, first)
      const size = Number(oldest?.['bytes'])
      bytes -= size
      if (oldest?.['has_command']) {
        known++
        knownBytes += size
      } else this.#sql.remove.run(key, first)
      first++
    }
    return { first, head, bytes, known, knownBytes }
  }

  /** Of the events that stayed for the sake of their commands, as many are kept as of the others. */
  #withoutOldestCommands({ key, maxEvents, maxBytes }: SessionRow, window: Window): Window {
    let { known, knownBytes } = window
    while (known > 1 && (known > maxEvents || knownBytes > maxBytes)) {
      const oldest = this.#sql.oldest.get(key)
      known--
      knownBytes -= Number(oldest?.['bytes'])
      this.#sql.remove.run(key, Number(oldest?.['number']))
    }
    return { ...window, known, knownBytes }
  }
}

const storedEvent = (row: Row | undefined): StoredEvent | undefined =>
  row && { index: Number(row['number']), json: String(row['json']) }
