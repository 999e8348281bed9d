import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { access, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { InstanceOptions } from '../instance/instance-options.ts'
import { asChatRefusal } from './agents-file.ts'
import { diskStore } from './disk-store.ts'
import type { UploadStore } from './file-options.ts'
import { fileRefusals } from './file-refusal.ts'
import { isUsable, type FileRecord } from './file-record.ts'

/**
 * A folder that all servers see. Each has a folder of its name in it, which it alone writes: `records`, `bytes`, and `server.json` with
 * the address at which the others reach it. The others read it, also when it is gone, and say in `sent` which of its files a
 * message has named. The id of a file begins with the name of its server.
 */
export class SharedFolder {
  /** The folder of this server. */
  readonly own: string
  readonly #directory: string
  readonly #name: string
  readonly #stores = new Map<string, Promise<UploadStore>>()

  constructor(directory: string, { name, address }: InstanceOptions) {
    this.#directory = directory
    this.#name = name
    this.own = join(directory, name)
    mkdirSync(join(this.own, 'sent'), { recursive: true })
    const file = join(this.own, 'server.json')
    writeFileSync(`${file}.new`, JSON.stringify({ address }))
    renameSync(`${file}.new`, file)
  }

  idOf(random: string): string {
    return `${this.#name}.${random}`
  }

  /** The name of the other server that has the file. */
  otherOf(id: string): string | undefined {
    const name = nameIn(id)
    return name === this.#name ? undefined : name
  }

  /** Where another server is reached, as it said when it started last. */
  async addressOf(name: string): Promise<string | undefined> {
    const server = await readJson<{ readonly address: string }>(join(this.#directory, name, 'server.json'))
    return server?.address
  }

  /** What another server knows of a file. */
  async record(id: string): Promise<FileRecord | undefined> {
    const name = nameIn(id)
    return name === undefined ? undefined : readJson<FileRecord>(join(this.#directory, name, 'records', `${id}.json`))
  }

  /** The bytes of the files of another server, to be read. */
  bytesOf(name: string): Promise<UploadStore> {
    const store = this.#stores.get(name) ?? diskStore(join(this.#directory, name, 'bytes'))
    this.#stores.set(name, store)
    return store
  }

  /**
   * A message is about to name a file of another server. Rejects with a `ChatRefusal` if that has begun to remove it: each says
   * first what it does, and looks then at what the other one says.
   */
  async claim(sessionId: string, id: string): Promise<void> {
    await writeFile(this.#claimOf(id), '')
    const record = await this.record(id)
    if (record?.sessionId === sessionId && isUsable(record)) return
    await this.forget(id)
    throw asChatRefusal(fileRefusals.unknown())
  }

  /** Whether a message that came to another server names this file of this one. */
  async isClaimed(id: string): Promise<boolean> {
    return orUndefined(access(this.#claimOf(id)).then(() => true)).then(Boolean)
  }

  async forget(id: string): Promise<void> {
    await rm(this.#claimOf(id), { force: true })
  }

  #claimOf(id: string): string {
    return join(this.#directory, nameIn(id) ?? this.#name, 'sent', id)
  }
}

const nameIn = (id: string): string | undefined => /^([A-Za-z\d-]{1,63})\.[\w-]{32}$/.exec(id)?.[1]

async function readJson<Value>(path: string): Promise<Value | undefined> {
  const text = await orUndefined(readFile(path, 'utf8'))
  return text === undefined ? undefined : (JSON.parse(text) as Value)
}

/** `undefined` if there is no such file. */
async function orUndefined<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw cause
  }
}
