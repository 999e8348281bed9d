import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type {
  AttachContext,
  ChatBackend,
  FileAccess,
  FileMeta,
  FileSource,
  SessionFiles,
} from '@chat-transport/backend'
import type { FileDescription } from '@chat-transport/core'
import type { FrontSettings } from '../chat-server-options.ts'
import { checkFile } from './check-file.ts'
import { isGone, ownDiskStore } from './disk-store.ts'
import { safeFileName } from './file-name.ts'
import { FileRefusal, fileRefusals } from './file-refusal.ts'
import type { FileSettings, UploadStore } from './file-options.ts'
import { describeFile, isUsable, type FileRecord, type FileState, type UsableFile } from './file-record.ts'
import { FileRecords } from './file-records.ts'
import { FileRoom } from './file-room.ts'
import { plainType } from './media-type.ts'
import { newUpload } from './new-upload.ts'
import { SharedFolder } from './shared-folder.ts'
import { agentsContent, asChatRefusal } from './agents-file.ts'

const sweepEveryMs = 600_000

export interface FileKeeperParts {
  readonly settings: FrontSettings
  readonly fileSettings: FileSettings
  readonly backend: ChatBackend
}

/** What a visitor's page says of a file that it is about to upload. */
export type NewFile = Pick<FileRecord, 'sessionId' | 'address' | 'key' | 'name' | 'declaredType' | 'bytes'>

/** Keeps the files of all sessions: what is known of them, their bytes, and for how long. */
export class FileKeeper implements SessionFiles {
  readonly settings: FileSettings
  /** Where the bytes are. */
  readonly store: Promise<UploadStore>
  readonly access: FileAccess
  /** The folder of all servers, if there are several. */
  readonly shared: SharedFolder | undefined
  /** The path of the uploads. */
  readonly path: string
  readonly #front: FrontSettings
  readonly #records: FileRecords
  readonly #room: FileRoom
  readonly #checks = new Map<string, Promise<FileRecord>>()
  readonly #removals = new Set<Promise<void>>()
  #stopSweeping = () => undefined as void
  #sweeping: Promise<void>
  #life: 'open' | 'closed' = 'open'

  constructor({ settings, fileSettings, backend }: FileKeeperParts) {
    const { directory, store } = fileSettings
    this.settings = fileSettings
    this.path = `${settings.path}/~files`
    this.#front = settings
    this.shared = settings.instance && new SharedFolder(directory, settings.instance)
    const own = this.shared?.own ?? directory
    this.#records = new FileRecords(join(own, 'records'), (file, cause) =>
      settings.logger.warn(`unable to read ${file} of the records of files, left it out`, cause),
    )
    this.#room = new FileRoom(fileSettings, this.#records)
    this.access = backend.useFiles(this)
    const isKnown = (id: string) => this.#records.find(id) !== undefined
    this.store = store ? Promise.resolve(store) : ownDiskStore(join(own, 'bytes'), isKnown)
    this.store.catch((cause: unknown) => settings.logger.error('unable to keep files: the store cannot be used', cause))
    this.#sweeping = this.#sweep()
  }

  /** How much all files take, uploads under way included. */
  get totalBytes(): number {
    return this.#room.totalBytes
  }

  get #base(): string {
    return this.settings.url ?? this.path
  }

  // ---- SessionFiles: for the back end ----

  offer({ baseUrl = '' }: AttachContext) {
    const { maxBytes, types, url = baseUrl + this.path } = this.settings
    return { url, maxBytes, types }
  }

  find(sessionId: string, fileId: string) {
    const describe = (record: FileRecord | undefined) =>
      record?.sessionId === sessionId ? describeFile(record, this.#base) : undefined
    if (this.shared?.otherOf(fileId) === undefined) return describe(this.#records.find(fileId))
    return this.shared.record(fileId).then(describe)
  }

  async claim(sessionId: string, fileId: string): Promise<void> {
    if (this.shared?.otherOf(fileId) !== undefined) return this.shared.claim(sessionId, fileId)
    const record = this.#records.find(fileId)
    if (record?.sessionId === sessionId && record.state.name === 'ready')
      await this.#put(record, { name: 'sent', type: record.state.type })
  }

  async add(sessionId: string, source: FileSource, { name, type }: FileMeta): Promise<FileDescription> {
    try {
      const content = await agentsContent(source, this.settings.maxBytes)
      const created = { sessionId, name: safeFileName(name), declaredType: plainType(type), bytes: content.length }
      const record = this.#newRecord(created, 'agent')
      this.#room.requireTotal(record.bytes)
      await this.#put(record)
      const store = await this.store
      await store.create(newUpload(record))
      await store.write(Readable.from([content], { objectMode: false }), record.id, 0)
      const checked = await this.finish(record)
      const described = describeFile(checked, this.#base)
      if (!described) throw fileRefusals.unknown()
      return described
    } catch (cause) {
      throw asChatRefusal(cause)
    }
  }

  removed(sessionId: string): void {
    for (const record of this.#records.ofSession(sessionId)) this.#removeLater(this.remove(record))
  }

  // ---- for requests ----

  record(id: string): FileRecord | undefined {
    const record = this.#records.find(id)
    return record?.state.name === 'removing' ? undefined : record
  }

  /** A file, of any server, that a message has named, as long as its session is known. */
  async sent(id: string): Promise<UsableFile | undefined> {
    const { shared } = this
    const record = shared?.otherOf(id) === undefined ? this.record(id) : await shared.record(id)
    if (!record || !isUsable(record)) return undefined
    if (record.state.name !== 'sent' && !(await shared?.isClaimed(id))) return undefined
    // The server that has the file may be gone, or may not know yet that the session is.
    return !shared || (await this.#isKnown(record.sessionId)) ? record : undefined
  }

  /** Where the bytes of a file are, of any server. */
  bytesOf(id: string): Promise<UploadStore> {
    const other = this.settings.store ? undefined : this.shared?.otherOf(id)
    return other === undefined || !this.shared ? this.store : this.shared.bytesOf(other)
  }

  /** The upload of this session that its page knows by this key. */
  byKey(sessionId: string, key: string | undefined): FileRecord | undefined {
    const known = this.#records.ofSession(sessionId).find((record) => record.key === key)
    return key === undefined || !known ? undefined : this.record(known.id)
  }

  /** Takes the place of a new upload. Throws a `FileRefusal` when it may not be made. */
  async begin(file: NewFile): Promise<FileRecord> {
    const record = this.#newRecord(file, 'visitor')
    this.#room.require(record)
    await this.#put(record)
    return record
  }

  /**
   * The bytes of an upload are complete: looks at them, once. Throws a `FileRefusal`, at every further call too, when the file is
   * not taken; its bytes are gone then.
   */
  finish(record: FileRecord): Promise<FileRecord> {
    if (record.state.name !== 'uploading') return Promise.resolve(requireGood(record))
    const running = this.#checks.get(record.id) ?? this.#check(record).finally(() => this.#checks.delete(record.id))
    this.#checks.set(record.id, running)
    return running
  }

  /** Forgets a file, unless a message names it: then it is false. */
  async removeUnused(record: FileRecord): Promise<boolean> {
    const { state } = record
    const keep = async () => {
      if (state.name !== 'ready' || !(await this.shared?.isClaimed(record.id))) return false
      await this.#put(record, { ...state, name: 'sent' })
      return true
    }
    if (state.name === 'sent' || (await keep())) return false
    // From here on no other server takes it for a message. One that has just done so is heard.
    await this.#put(record, { name: 'removing' })
    if (await keep()) return false
    await this.remove(record)
    return true
  }

  /** Forgets a file. It is of no use from now on; what is known of it goes last, so that a failed removal is tried again. */
  async remove(record: FileRecord): Promise<void> {
    const removing = await this.#put(record, { name: 'removing' })
    const store = await this.store
    await store.remove(record.id).catch((cause: unknown) => {
      if (!isGone(cause)) throw cause
    })
    await this.shared?.forget(record.id)
    if (!this.#records.find(record.id)) return
    this.#room.changed(removing, undefined)
    await this.#records.remove(removing)
  }

  async close(): Promise<void> {
    this.#life = 'closed'
    this.#stopSweeping()
    await this.#sweeping
    this.access.release()
    await Promise.allSettled([...this.#removals, ...this.#checks.values(), this.store])
    await this.#records.idle()
  }

  // ---- inside ----

  #newRecord(file: NewFile, sender: FileRecord['sender']): FileRecord {
    const random = randomBytes(24).toString('base64url')
    const id = this.shared?.idOf(random) ?? random
    return { ...file, id, sender, createdAt: this.#front.clock.now(), state: { name: 'uploading' } }
  }

  async #isKnown(sessionId: string): Promise<boolean> {
    try {
      return await this.access.isKnown(sessionId)
    } catch (cause) {
      this.#front.logger.error('unable to tell whether the session of a file is known: the store failed', cause)
      throw fileRefusals.notAvailable()
    }
  }

  async #check(record: FileRecord): Promise<FileRecord> {
    const store = await this.store
    try {
      const type = await checkFile(record, { store, settings: this.settings, front: this.#front })
      return await this.#put(this.#stillThere(record), { name: 'ready', type })
    } catch (cause) {
      if (!(cause instanceof FileRefusal) || cause.status_code >= 500) throw cause
      const { status_code: status, code, description } = cause
      this.#front.logger.info(`refused a file: ${description}`)
      const refused = await this.#put(this.#stillThere(record), { name: 'refused', status, code, description })
      await store.remove(refused.id)
      throw cause
    }
  }

  #stillThere({ id }: FileRecord): FileRecord {
    const record = this.record(id)
    if (!record) throw fileRefusals.unknown()
    return record
  }

  /** What is known of the file from now on. If that cannot be kept, all is as before, but for what is to be removed. */
  async #put(record: FileRecord, state: FileState = record.state): Promise<FileRecord> {
    const before = this.#records.find(record.id)
    const next = { ...record, state }
    this.#room.changed(before, next)
    try {
      await this.#records.save(next)
    } catch (cause) {
      if (state.name !== 'removing' && this.#records.revert(next, before)) this.#room.changed(next, before)
      throw cause
    }
    return next
  }

  #removeLater(removing: Promise<unknown>): void {
    const removal = removing.then(
      () => undefined,
      (cause: unknown) => this.#front.logger.warn('unable to remove a file, it will be tried again', cause),
    )
    this.#removals.add(removal)
    void removal.then(() => this.#removals.delete(removal))
  }

  /** Removes what has no session any more, as after a restart, and what no message has named in time. */
  async #sweep(): Promise<void> {
    this.#stopSweeping = this.#front.clock.after(sweepEveryMs, () => void (this.#sweeping = this.#sweep()))
    const oldest = this.#front.clock.now() - this.settings.unusedTimeoutMs
    for (const record of this.#records.all()) {
      const isUnused = record.state.name !== 'sent' && record.createdAt < oldest
      if (record.state.name === 'removing') this.#removeLater(this.remove(record))
      else if (isUnused) this.#removeLater(this.removeUnused(record))
    }
    for (const sessionId of this.#records.sessions()) {
      if (this.#life === 'closed') return
      try {
        if (!(await this.access.isKnown(sessionId))) this.removed(sessionId)
      } catch (cause) {
        this.#front.logger.warn('unable to tell whether a chat session is known still, its files are kept', cause)
      }
    }
  }
}

function requireGood(record: FileRecord): FileRecord {
  const { state } = record
  if (state.name === 'refused') throw new FileRefusal(state.status, state.code, state.description)
  return record
}
