import { memoryBytes } from '../json/memory-bytes.ts'

/** What an entry takes besides its text. */
const entryBytes = 64

/** The strings added last, `capacity` of them. */
export class RecentSet {
  readonly #capacity: number
  readonly #entries = new Set<string>()
  #memoryBytes = 0

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  get memoryBytes(): number {
    return this.#memoryBytes
  }

  has(entry: string): boolean {
    return this.#entries.has(entry)
  }

  /** Forgets the oldest entry when there are too many. */
  add(entry: string): void {
    if (this.#entries.has(entry)) return
    this.#entries.add(entry)
    this.#memoryBytes += memoryBytes(entry) + entryBytes
    if (this.#entries.size <= this.#capacity) return
    for (const oldest of this.#entries) {
      this.#entries.delete(oldest)
      this.#memoryBytes -= memoryBytes(oldest) + entryBytes
      return
    }
  }
}
