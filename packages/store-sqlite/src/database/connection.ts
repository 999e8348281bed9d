import Libsql from 'libsql/promise'

export type SqlValue = string | number | null
export type Row = Readonly<Record<string, SqlValue>>

/** Its functions take effect at once, in this thread. Numbers go in as floating point: columns need a type. Texts end at a NUL. */
export interface Statement {
  run(...values: readonly SqlValue[]): { readonly changes: number }
  get(...values: readonly SqlValue[]): Row | undefined
}

/** A connection to a database. What returns a promise runs in another thread. */
export interface Connection {
  readonly inTransaction: boolean
  exec(sql: string): Promise<void>
  prepare(sql: string): Promise<Statement>
  close(): void
}

/** The types of libsql are `any`. */
const Database = Libsql as unknown as new (file: string) => Connection

/** Makes the file if there is none. */
export const connect = (file: string): Connection => new Database(file)

/** The first thing that a pragma answers. */
export async function askPragma(connection: Connection, pragma: string): Promise<SqlValue | undefined> {
  const statement = await connection.prepare(`PRAGMA ${pragma}`)
  return Object.values(statement.get() ?? {})[0]
}

/** Prepares all of these statements. */
export async function prepareAll<Name extends string>(
  connection: Connection,
  sql: Readonly<Record<Name, string>>,
): Promise<Readonly<Record<Name, Statement>>> {
  const statements: [string, Statement][] = []
  for (const [name, text] of Object.entries<string>(sql)) statements.push([name, await connection.prepare(text)])
  return Object.fromEntries(statements) as Record<Name, Statement>
}

/** Undoes the transaction under way, if there is one. Never rejects: when that fails, the next one cannot begin, and says so. */
export async function rollBack(connection: Connection): Promise<void> {
  if (connection.inTransaction) await connection.exec('ROLLBACK').catch(() => undefined)
}

/** Text for SQL, in its quotes. */
export const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
