import { memoryBytes } from '../json/memory-bytes.ts'
import { frozenCopy } from './frozen-copy.ts'
import type { Claim, Device } from './session-store.ts'

/** What a further device takes besides its texts: its entry here and in the live session, and its line. */
const deviceBytes = 2_000

interface KnownDevice {
  readonly device: Device
  holder: string | undefined
  /** By the claim that it was given the session with last. */
  epoch: number
}

/** The devices of one session in memory. */
export class MemoryDevices {
  /** Those that were given the session longest ago come first. A list, since it takes less memory than a map, and is short. */
  #known: readonly KnownDevice[] = []
  #memoryBytes = 0
  #epoch = 0

  get memoryBytes(): number {
    return this.#memoryBytes
  }

  list(): readonly Device[] {
    return this.#known.map(({ device }) => device)
  }

  has({ startId }: Device): boolean {
    return this.#known.some(({ device }) => device.startId === startId)
  }

  /** How much memory a device takes that is added now. */
  bytesOf({ startId, secretHash }: Device): number {
    return memoryBytes(startId) + memoryBytes(secretHash) + (this.#known.length > 0 ? deviceBytes : 0)
  }

  add(device: Device): void {
    this.#memoryBytes += this.bytesOf(device)
    this.#known = [...this.#known, { device: frozenCopy(device), holder: undefined, epoch: 0 }]
  }

  /** `undefined`: the device is not known. */
  epochOf({ startId }: Pick<Device, 'startId'>): number | undefined {
    return this.#known.find(({ device }) => device.startId === startId)?.epoch
  }

  /** Whether the page holds the session on its device, after a claim that takes it or not. */
  hold({ device, pageId }: Claim, take: boolean): boolean {
    const known = this.#known.find((one) => one.device.startId === device.startId)
    if (!known) return false
    if (take) known.holder = pageId
    known.holder ??= pageId
    if (known.holder !== pageId) return false
    known.epoch = ++this.#epoch
    this.#known = [...this.#known.filter((one) => one !== known), known]
    return true
  }

  forgetBeyond(maxDevices: number): void {
    const forgotten = this.#known.slice(0, Math.max(0, this.#known.length - maxDevices))
    this.#known = this.#known.slice(forgotten.length)
    for (const { device } of forgotten) this.#memoryBytes -= this.bytesOf(device)
  }
}
