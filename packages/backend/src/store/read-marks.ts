import type { ReadMark } from '@chat-transport/core'
import { frozenCopy } from './frozen-copy.ts'

/** How far each party has read: the highest mark counts. */
export class ReadMarks {
  readonly #highest = new Map<string, ReadMark>()

  /** False when the party has read that far already. */
  advance(mark: ReadMark): boolean {
    if ((this.#highest.get(mark.party.id)?.upTo ?? 0) >= mark.upTo) return false
    this.#highest.set(mark.party.id, frozenCopy(mark))
    return true
  }

  list(): readonly ReadMark[] {
    return [...this.#highest.values()]
  }
}
