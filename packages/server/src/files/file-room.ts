import { fileRefusals } from './file-refusal.ts'
import type { FileSettings } from './file-options.ts'
import { weightOf, type FileRecord } from './file-record.ts'
import type { FileRecords } from './file-records.ts'

type Bounds = Pick<FileSettings, 'maxFiles' | 'maxSessionBytes' | 'maxAddressBytes' | 'maxTotalBytes'>

/**
 * How much all files take. Each counts from its beginning, with the size that it is to have, so that no upload that was let in
 * has to be given up for want of room.
 */
export class FileRoom {
  readonly #bounds: Bounds
  readonly #records: FileRecords
  readonly #ofAddress = new Map<string, number>()
  #total = 0

  constructor(bounds: Bounds, records: FileRecords) {
    this.#bounds = bounds
    this.#records = records
    for (const record of records.all()) this.#count(record, 1)
  }

  get totalBytes(): number {
    return this.#total
  }

  /** Throws a `FileRefusal` when there is no room for another file of a visitor. */
  require(record: FileRecord): void {
    const { maxFiles, maxSessionBytes, maxAddressBytes } = this.#bounds
    const siblings = this.#records.ofSession(record.sessionId)
    if (siblings.filter(({ sender }) => sender === 'visitor').length >= maxFiles) throw fileRefusals.tooMany(maxFiles)
    const ofSession = siblings.reduce((sum, sibling) => sum + weightOf(sibling), weightOf(record))
    if (ofSession > maxSessionBytes) throw fileRefusals.noRoomForSession(maxSessionBytes)
    const ofAddress = this.#ofAddress.get(record.address ?? '') ?? 0
    if (record.address !== undefined && ofAddress + weightOf(record) > maxAddressBytes) throw fileRefusals.noRoom()
    this.requireTotal(weightOf(record))
  }

  /** Throws a `FileRefusal` when all files together would take too much. */
  requireTotal(bytes: number): void {
    if (this.#total + bytes > this.#bounds.maxTotalBytes) throw fileRefusals.noRoom()
  }

  /** What is known of a file has changed; `undefined`: nothing is. */
  changed(before: FileRecord | undefined, now: FileRecord | undefined): void {
    if (before) this.#count(before, -1)
    if (now) this.#count(now, 1)
  }

  #count(record: FileRecord, sign: 1 | -1): void {
    const weight = sign * weightOf(record)
    this.#total += weight
    if (record.address === undefined) return
    const ofAddress = (this.#ofAddress.get(record.address) ?? 0) + weight
    if (ofAddress === 0) this.#ofAddress.delete(record.address)
    else this.#ofAddress.set(record.address, ofAddress)
  }
}
