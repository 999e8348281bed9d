import { rollBack, type Connection, type Statement } from '../database/connection.ts'

/** It takes 20 ms or less, in which calls wait. */
const removedAtOnce = 5_000

const removeSome = `
  BEGIN IMMEDIATE;
  DELETE FROM events WHERE (session, number) IN (
    SELECT events.session, events.number FROM removed JOIN events ON events.session = removed.session LIMIT ${removedAtOnce}
  );
  DELETE FROM removed WHERE NOT EXISTS (SELECT 1 FROM events WHERE events.session = removed.session);
  COMMIT`

/** The events of sessions that were removed: they go in parts, in another thread, so that nobody waits for the end of a long chat. */
export class LeftEvents {
  readonly #connection: Connection
  readonly #any: Statement

  static async over(connection: Connection): Promise<LeftEvents> {
    return new LeftEvents(connection, await connection.prepare('SELECT 1 FROM removed LIMIT 1'))
  }

  private constructor(connection: Connection, any: Statement) {
    this.#connection = connection
    this.#any = any
  }

  /** Returns whether there may be more. What fails is tried again after the next transaction. */
  async removeSome(): Promise<boolean> {
    try {
      if (!this.#any.get()) return false
      await this.#connection.exec(removeSome)
      return true
    } catch {
      await rollBack(this.#connection)
      return false
    }
  }
}
