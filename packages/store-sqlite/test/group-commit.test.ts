import { expect, onTestFinished, test } from 'vitest'
import { connect, type Connection, type Statement } from '../src/database/connection.ts'
import { GroupCommit } from '../src/database/group-commit.ts'
import { temporaryFile } from './support/temporary-file.ts'

interface Database {
  readonly commits: GroupCommit
  /** Of the transactions so far, in order. */
  readonly log: string[]
  /** Keeps a number in a table. A number may be kept once. */
  keep(number: number): Promise<void>
  kept(): Promise<unknown>
  /** The next one of these statements fails. */
  failNext(sql: string): void
  /** Lets no transaction end until the function that it returns is called. */
  holdCommits(): () => void
}

async function aDatabase(now?: () => number): Promise<Database> {
  const connection = connect(temporaryFile())
  await connection.exec('PRAGMA journal_mode = WAL; CREATE TABLE numbers (number INTEGER UNIQUE)')
  const insert = await connection.prepare('INSERT INTO numbers VALUES (?)')
  const all = await connection.prepare('SELECT group_concat(number) AS numbers FROM numbers')
  const log: string[] = []
  let mayCommit = Promise.resolve()
  let failing: string | undefined
  const watched: Connection = {
    get inTransaction() {
      return connection.inTransaction
    },
    async exec(sql) {
      log.push(sql)
      if (sql === failing) {
        failing = undefined
        throw new Error(`${sql} has failed`)
      }
      if (sql === 'COMMIT') await mayCommit
      await connection.exec(sql)
    },
    prepare: (sql) => connection.prepare(sql),
    close: () => connection.close(),
  }
  const commits = new GroupCommit(watched, undefined, now)
  onTestFinished(async () => {
    await commits.close()
    connection.close()
  })
  return {
    commits,
    log,
    keep: (number) => commits.run(() => void insert.run(number)),
    kept: () => commits.run(() => all.get()?.['numbers']),
    failNext: (sql) => void (failing = sql),
    holdCommits() {
      let release: () => void = () => undefined
      mayCommit = new Promise((resolve) => (release = resolve))
      return release
    },
  }
}

const once = ['BEGIN IMMEDIATE', 'COMMIT']
const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn++) await new Promise<void>((resolve) => void setImmediate(resolve))
}

test('calls of one turn are one transaction', async () => {
  const { log, keep } = await aDatabase()
  await Promise.all([1, 2, 3].map((number) => Promise.resolve().then(() => keep(number))))
  expect(log).toEqual(once)
})

test('calls that come while a transaction is being written are the next one', async () => {
  const { log, keep, kept, holdCommits } = await aDatabase()
  const release = holdCommits()
  const first = keep(1)
  await expect.poll(() => log).toEqual(once)
  const others = [keep(2), keep(3), keep(4)]
  await turns(10)
  expect(log).toEqual(once)
  release()
  await Promise.all([first, ...others])
  expect(log).toEqual([...once, ...once])
  expect(await kept()).toBe('1,2,3,4')
})

test('a call is answered when its transaction has been written, and not before', async () => {
  const { log, keep, holdCommits } = await aDatabase()
  const release = holdCommits()
  let answered = 0
  const call = keep(1).then(() => answered++)
  await expect.poll(() => log).toEqual(once)
  await turns(50)
  expect(answered).toBe(0)
  release()
  await call
  expect(answered).toBe(1)
})

test('a call that fails undoes none of its neighbours, and nothing of it is kept', async () => {
  const { keep, kept } = await aDatabase()
  const results = await Promise.allSettled([keep(1), keep(2), keep(1), keep(3)])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
  expect(await kept()).toBe('1,2,3')
})

test('a call that has done half of its work when it fails leaves nothing of it', async () => {
  const connection = connect(temporaryFile())
  await connection.exec('CREATE TABLE numbers (number INTEGER UNIQUE)')
  const insert: Statement = await connection.prepare('INSERT INTO numbers VALUES (?)')
  const count = await connection.prepare('SELECT count(*) AS count FROM numbers')
  const commits = new GroupCommit(connection)
  const half = commits.run(() => {
    insert.run(1)
    throw new Error('half')
  })
  await expect(half).rejects.toThrow('half')
  expect(await commits.run(() => count.get()?.['count'])).toBe(0)
})

test('a transaction that cannot be undone at once holds up no later one', async () => {
  const { keep, kept, failNext } = await aDatabase()
  await keep(1)
  failNext('ROLLBACK')
  await expect(keep(1)).rejects.toThrow('UNIQUE')
  await keep(2)
  expect(await kept()).toBe('1,2')
})

test('calls that take long together are several transactions, so that other work has its turn', async () => {
  let now = 0
  const { log, keep, kept, commits } = await aDatabase(() => now)
  const slowly = (number: number) => {
    void commits.run(() => void (now += 4))
    return keep(number)
  }
  await Promise.all([1, 2, 3, 4, 5, 6].map(slowly)) // 4 ms each: the third of a transaction is its last
  expect(log).toEqual([...once, ...once, ...once])
  expect(await kept()).toBe('1,2,3,4,5,6')
})

test('when no transaction can begin, its calls reject, and later ones are carried out', async () => {
  const file = temporaryFile()
  const connection = connect(file)
  await connection.exec('PRAGMA busy_timeout = 1; CREATE TABLE numbers (number INTEGER)')
  const insert = await connection.prepare('INSERT INTO numbers VALUES (?)')
  const commits = new GroupCommit(connection)
  const keep = (number: number) => commits.run(() => void insert.run(number))
  const other = connect(file)
  await other.exec('BEGIN IMMEDIATE')
  const results = await Promise.allSettled([keep(1), keep(2)])
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  await other.exec('ROLLBACK')
  other.close()
  await keep(3)
})

test('the event loop goes on while the disk is waited for', async () => {
  const file = temporaryFile()
  const connection = connect(file)
  await connection.exec('PRAGMA busy_timeout = 10000; CREATE TABLE numbers (number INTEGER)')
  const insert = await connection.prepare('INSERT INTO numbers VALUES (?)')
  const commits = new GroupCommit(connection)
  const other = connect(file)
  await other.exec('BEGIN IMMEDIATE')
  let isKept = false
  const call = commits.run(() => void insert.run(1)).then(() => (isKept = true))
  await turns(1_000)
  expect(isKept).toBe(false)
  await other.exec('ROLLBACK')
  await call
  expect(isKept).toBe(true)
  other.close()
})

test('closing waits for the calls that were made, and refuses others', async () => {
  const { commits, keep } = await aDatabase()
  let answered = 0
  void keep(1).then(() => answered++)
  void keep(2).then(() => answered++)
  await commits.close()
  expect(answered).toBe(2)
  await expect(keep(3)).rejects.toThrow('closed')
})
