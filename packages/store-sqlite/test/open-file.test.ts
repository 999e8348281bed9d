import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { sqliteSessionStore, type SqliteSessionStoreOptions } from '@chat-transport/store-sqlite'
import { describe, expect, onTestFinished, test } from 'vitest'
import { askPragma, connect } from '../src/database/connection.ts'
import { lockFile } from '../src/database/file-lock.ts'
import { openDatabase } from '../src/database/open-database.ts'
import { migrate, migrations } from '../src/database/schema.ts'
import { message, start, transcript } from '../../../test/support/store-samples.ts'
import { temporaryFile } from './support/temporary-file.ts'
import { version1 } from './support/version-1.ts'

async function open(file: string) {
  const store = await sqliteSessionStore({ file })
  onTestFinished(() => store.close())
  return store
}

/** A file with 200 events, which no store has open. */
async function aFile(): Promise<string> {
  const file = temporaryFile()
  const store = await open(file)
  await start(store, 's1')
  await Promise.all(
    Array.from({ length: 200 }, (_, place) => store.append('s1', message(`${place} `.padEnd(500, '.'), `c-${place}`))),
  )
  await store.close()
  return file
}

async function fileOf(sql: string): Promise<string> {
  const file = temporaryFile()
  const connection = connect(file)
  await connection.exec(sql)
  connection.close()
  return file
}

describe('a file of chat sessions', () => {
  test('is made if there is none, and has its sessions when it is opened again', async () => {
    const store = await open(await aFile())
    expect(await transcript(store, 's1')).toHaveLength(201)
    expect(await store.append('s1', message('', 'c-7'))).toMatchObject({ outcome: 'repeated' })
  })

  test('is synced with each commit', async () => {
    const connection = await openDatabase(temporaryFile(), 1024 ** 3)
    onTestFinished(() => connection.close())
    expect(await askPragma(connection, 'journal_mode')).toBe('wal')
    expect(await askPragma(connection, 'synchronous')).toBe(2)
    expect(await askPragma(connection, 'fullfsync')).toBe(1)
  })

  test('is one file again when its store is closed', async () => {
    const file = await aFile()
    const log = statSync(`${file}-wal`, { throwIfNoEntry: false })
    expect(log?.size ?? 0).toBe(0)
  })

  test('belongs to one store at a time', async () => {
    const file = temporaryFile()
    const store = await open(file)
    await expect(sqliteSessionStore({ file })).rejects.toThrow(
      /chats\.db is in use by another store.*Close that one first/,
    )
    await store.close()
    await open(file)
  })

  test('belongs to one store by whatever link it is named', async () => {
    const file = await aFile()
    const link = `${file}-link`
    const folder = `${dirname(file)}-link`
    symlinkSync(file, link)
    symlinkSync(dirname(file), folder)
    onTestFinished(() => rmSync(folder))
    const store = await open(link)
    for (const name of [file, link, join(folder, basename(file))])
      await expect(sqliteSessionStore({ file: name })).rejects.toThrow('in use by another store')
    await expect(store.backup(link)).rejects.toThrow('expected another file than that of the store')
  })

  test('that a link leads to, and that is not there, is not made anew in place of the link', async () => {
    const file = await aFile()
    const link = `${file}-link`
    symlinkSync(`${file}-gone`, link)
    await expect(sqliteSessionStore({ file: link })).rejects.toThrow(/is a link to .*-gone, which does not exist/)
    expect(lstatSync(link).isSymbolicLink()).toBe(true)
  })

  test('that has another name by a hard link is refused, and says what to do', async () => {
    const file = await aFile()
    linkSync(file, `${file}-too`)
    await expect(sqliteSessionStore({ file })).rejects.toThrow(/has another name, too, by a hard link.*copy the file/)
    rmSync(`${file}-too`)
    await open(file)
  })

  test.each(['', '-lock', '-new'])('that has a folder in its place, as …%s, is refused, and says so', async (end) => {
    const file = temporaryFile()
    mkdirSync(file + end)
    await expect(sqliteSessionStore({ file })).rejects.toThrow(`${end} is a folder, and a file is to be there`)
  })

  test('is free as soon as it is let go of, however busy the machine is', async () => {
    const file = temporaryFile()
    for (let turn = 0; turn < 500; turn++) await (await lockFile(file))()
  })

  test('is made anew where making it was cut short', async () => {
    const file = temporaryFile()
    writeFileSync(`${file}-new`, 'half')
    await start(await open(file), 's1')
    expect(existsSync(`${file}-new`)).toBe(false)
  })
})

describe('a file of another version', () => {
  test('of version 1 is opened, with everything in it', async () => {
    const store = await open(await fileOf(version1))
    expect(await store.find('s1')).toEqual({
      record: { id: 's1', userData: '{}', startedAt: 1, maxTranscriptEvents: 100, maxTranscriptBytes: 100_000 },
      visitor: { party: { id: 'ada', name: 'Ada', type: 'client' }, user: { id: 'ada', json: '{}' } },
      devices: [{ startId: 'start of s1', secretHash: '00' }],
      first: 1,
      head: 2,
      reads: [{ party: { id: 'ada', name: 'Ada', type: 'client' }, upTo: 2 }],
    })
    expect(await transcript(store, 's1')).toEqual([
      { index: 1, json: '{"type":"One"}' },
      { index: 2, json: '{"type":"Two!!"}' },
    ])
    expect(await store.append('s1', message('', 'c-1'))).toMatchObject({ outcome: 'repeated', event: { index: 2 } })
    expect(await store.append('s1', message(''))).toMatchObject({ outcome: 'appended', event: { index: 3 } })
    await store.remove('s1')
    expect((await start(store, 'anew')).head).toBe(1)
  })

  test('is brought up to the newest, step by step, or left as it was', async () => {
    const connection = connect(await fileOf(version1))
    onTestFinished(() => connection.close())
    const steps = [...migrations, 'ALTER TABLE sessions ADD COLUMN mood TEXT', "UPDATE sessions SET mood = 'good'"]
    await expect(migrate(connection, [...steps, 'UPDATE nothing SET x = 1'])).rejects.toThrow('nothing')
    if (connection.inTransaction) await connection.exec('ROLLBACK')
    expect(await askPragma(connection, 'user_version')).toBe(1)
    await migrate(connection, steps)
    expect(await askPragma(connection, 'user_version')).toBe(3)
    const sessions = await connection.prepare('SELECT id, mood FROM sessions')
    expect(sessions.get()).toMatchObject({ id: '"s1"', mood: 'good' })
  })

  test('that is newer is refused, with what to do, and left as it was', async () => {
    const file = await fileOf(`${version1}; PRAGMA user_version = 99`)
    const before = readFileSync(file)
    await expect(open(file)).rejects.toThrow(
      /newer version.*schema is 99.*knows 1\)\. Install that version again, or restore a backup/,
    )
    expect(readFileSync(file)).toEqual(before)
  })
})

describe('a file that is damaged, or something else', () => {
  test('is refused when any page of it has lost its beginning', async () => {
    const file = await aFile()
    const whole = readFileSync(file)
    const pageBytes = 4096
    expect(whole.length).toBeGreaterThan(20 * pageBytes)
    for (let offset = 0; offset < whole.length; offset += pageBytes) {
      writeFileSync(file, Buffer.from(whole).fill(0xff, offset, offset + 64))
      await expect(sqliteSessionStore({ file }), `page at ${offset}`).rejects.toThrow(
        /is damaged \(.*restore a backup/s,
      )
    }
    writeFileSync(file, whole)
    expect(await transcript(await open(file), 's1')).toHaveLength(201)
  })

  test.each([0.1, 0.5, 0.9])('is refused when only %d of it is left', async (share) => {
    const file = await aFile()
    truncateSync(file, Math.round(statSync(file).size * share))
    await expect(open(file)).rejects.toThrow(/is damaged \(.*restore a backup/s)
  })

  test('is refused when it is empty: nothing is left of its sessions', async () => {
    const file = await aFile()
    truncateSync(file, 0)
    await expect(open(file)).rejects.toThrow(/is damaged \(it is empty.*restore a backup/s)
    expect(statSync(file).size).toBe(0)
  })

  test('is refused when it is gone, and its log is there', async () => {
    const file = await aFile()
    writeFileSync(`${file}-wal`, 'what was said last')
    rmSync(file)
    await expect(open(file)).rejects.toThrow(/chats\.db is gone, and its log .*chats\.db-wal is there/)
    expect(existsSync(file)).toBe(false)
  })

  test('is refused when it is no database, and left as it was', async () => {
    const file = temporaryFile()
    writeFileSync(file, 'Dear diary, '.repeat(1_000))
    await expect(open(file)).rejects.toThrow(/is damaged \(file is not a database/)
    expect(readFileSync(file, 'utf8')).toBe('Dear diary, '.repeat(1_000))
  })

  test('is refused when it is the database of another program', async () => {
    const file = await fileOf('CREATE TABLE recipes (name TEXT)')
    await expect(open(file)).rejects.toThrow(/is a database of something else\. Name another file/)
  })

  test('is refused when its folder does not exist', async () => {
    const file = join(dirname(temporaryFile()), 'nowhere', 'chats.db')
    await expect(open(file)).rejects.toThrow(/nowhere does not exist/)
  })

  test('does not stay locked when it was refused', async () => {
    const file = await fileOf('CREATE TABLE recipes (name TEXT)')
    await expect(open(file)).rejects.toThrow('something else')
    rmSync(file)
    await open(file)
  })
})

const aPath = 'a path (for sessions in memory: memorySessionStore)'
test.each([
  [{}, `sqliteSessionStore file: expected ${aPath}, got undefined`],
  [{ file: '' }, `sqliteSessionStore file: expected ${aPath}, got string`],
  [{ file: 'a\0b' }, `sqliteSessionStore file: expected ${aPath}, got string`],
  [{ file: ':memory:' }, `sqliteSessionStore file: expected ${aPath}, got string`],
  [{ file: 'x', maxTotalBytes: 10 }, 'sqliteSessionStore maxTotalBytes: expected a whole number from 1048576'],
  [undefined, 'sqliteSessionStore options: expected an object, got undefined'],
])('the options %j are refused by name', async (options, problem) => {
  await expect(sqliteSessionStore(options as SqliteSessionStoreOptions)).rejects.toThrow(problem)
})
