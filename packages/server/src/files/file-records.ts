import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FileRecord } from './file-record.ts'

const ending = '.json'

/** What is known of all files: in memory, and in a folder, a file each, so that it outlives the process. */
export class FileRecords {
  readonly #directory: string
  readonly #known = new Map<string, FileRecord>()
  readonly #bySession = new Map<string, Set<string>>()
  /** One write after another, so that the newest is the last. */
  #writing: Promise<unknown> = Promise.resolve()

  /** Reads what the folder has. What cannot be read, as after a power failure, is told to `unreadable`, and left out. */
  constructor(directory: string, unreadable: (file: string, cause: unknown) => void) {
    this.#directory = directory
    mkdirSync(directory, { recursive: true })
    for (const file of readdirSync(directory).filter((name) => name.endsWith(ending))) {
      try {
        this.#put(JSON.parse(readFileSync(join(directory, file), 'utf8')) as FileRecord)
      } catch (cause) {
        unreadable(file, cause)
      }
    }
  }

  find(id: string): FileRecord | undefined {
    return this.#known.get(id)
  }

  all(): readonly FileRecord[] {
    return [...this.#known.values()]
  }

  ofSession(sessionId: string): readonly FileRecord[] {
    return [...(this.#bySession.get(sessionId) ?? [])].flatMap((id) => this.#known.get(id) ?? [])
  }

  sessions(): readonly string[] {
    return [...this.#bySession.keys()]
  }

  /** Keeps a record in place of an older one. It counts from now on, and is safe once the promise resolves. */
  save(record: FileRecord): Promise<void> {
    this.#put(record)
    return this.#inTurn(async () => {
      const path = this.#pathOf(record.id)
      await writeFile(`${path}.new`, JSON.stringify(record))
      await rename(`${path}.new`, path)
    })
  }

  /** What is on disk counts again: `record` could not be saved. False if a newer one has taken its place. */
  revert(record: FileRecord, before: FileRecord | undefined): boolean {
    if (this.#known.get(record.id) !== record) return false
    if (before) this.#put(before)
    else this.#drop(record)
    return true
  }

  remove(record: FileRecord): Promise<void> {
    this.#drop(record)
    return this.#inTurn(() => rm(this.#pathOf(record.id), { force: true }))
  }

  /** Resolves when nothing is being written. */
  async idle(): Promise<void> {
    await this.#writing
  }

  #put(record: FileRecord): void {
    this.#known.set(record.id, record)
    const siblings = this.#bySession.get(record.sessionId) ?? new Set()
    this.#bySession.set(record.sessionId, siblings.add(record.id))
  }

  #drop({ id, sessionId }: FileRecord): void {
    this.#known.delete(id)
    const siblings = this.#bySession.get(sessionId)
    siblings?.delete(id)
    if (siblings?.size === 0) this.#bySession.delete(sessionId)
  }

  #pathOf(id: string): string {
    return join(this.#directory, id + ending)
  }

  #inTurn(write: () => Promise<void>): Promise<void> {
    const written = this.#writing.then(write)
    this.#writing = written.catch(() => undefined) // its caller is told
    return written
  }
}
