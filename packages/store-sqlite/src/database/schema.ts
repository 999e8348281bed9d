import { askPragma, type Connection } from './connection.ts'

/**
 * Ids are kept as JSON strings: pages may make any, and SQLite's texts have no room for half a pair or a NUL. `sessions` is written
 * with each event, so what is large and stays as it is has a table beside it.
 * `removed`: of these sessions, events may be left. Their keys are not given again.
 */
const version1 = `
  CREATE TABLE sessions (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    user_id TEXT,
    ended INTEGER NOT NULL DEFAULT 0,
    expires_at INTEGER NOT NULL,
    max_events INTEGER NOT NULL,
    max_bytes INTEGER NOT NULL,
    first INTEGER NOT NULL DEFAULT 1,
    head INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    known INTEGER NOT NULL DEFAULT 0,
    known_bytes INTEGER NOT NULL DEFAULT 0
  );
  CREATE INDEX sessions_by_expiry ON sessions (expires_at);
  CREATE TABLE details (session INTEGER PRIMARY KEY, record TEXT NOT NULL, visitor TEXT NOT NULL);
  CREATE TABLE events (
    session INTEGER NOT NULL,
    number INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    command TEXT,
    json TEXT NOT NULL,
    PRIMARY KEY (session, number)
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX events_by_command ON events (session, command) WHERE command IS NOT NULL;
  CREATE TABLE removed (session INTEGER PRIMARY KEY);
  CREATE TABLE user_sessions (place INTEGER PRIMARY KEY, user_id TEXT NOT NULL, session INTEGER NOT NULL UNIQUE);
  CREATE INDEX user_sessions_by_user ON user_sessions (user_id, place);
  CREATE TABLE devices (
    place INTEGER PRIMARY KEY,
    session INTEGER NOT NULL,
    start TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    holder TEXT,
    rank INTEGER NOT NULL,
    UNIQUE (session, start)
  );
  CREATE INDEX devices_by_start ON devices (start);
  CREATE TABLE takes (
    place INTEGER PRIMARY KEY,
    session INTEGER NOT NULL,
    attach TEXT NOT NULL,
    page TEXT NOT NULL,
    UNIQUE (session, attach, page)
  );
  CREATE TABLE read_marks (
    place INTEGER PRIMARY KEY,
    session INTEGER NOT NULL,
    party TEXT NOT NULL,
    up_to INTEGER NOT NULL,
    mark TEXT NOT NULL,
    UNIQUE (session, party)
  );
`

/** What makes of each version of the schema the next; the first makes it of an empty file. Those that were released stay as they are. */
export const migrations: readonly string[] = [version1]

/** Brings the schema up to the newest version, in one step. */
export async function migrate(connection: Connection, steps: readonly string[] = migrations): Promise<void> {
  const version = Number(await askPragma(connection, 'user_version'))
  if (version < steps.length) await connection.exec(stepsFrom(version, steps))
}

/** Makes the newest schema in an empty file. */
export const createSchema = (connection: Connection) => connection.exec(stepsFrom(0, migrations))

const stepsFrom = (version: number, steps: readonly string[]) =>
  ['BEGIN IMMEDIATE', ...steps.slice(version), `PRAGMA user_version = ${steps.length}`, 'COMMIT'].join(';\n')
