import { memoryBytes } from '../json/memory-bytes.ts'
import type { BudgetUser } from './memory-budget.ts'
import { ReadMarks } from './read-marks.ts'
import { RecentSet } from './recent-set.ts'
import type { Appended, Claim, Claimed, EventToStore, SessionRecord, StoredSession } from './session-store.ts'
import { sessionBytes } from './session-bytes.ts'
import { TranscriptLog } from './transcript-log.ts'

/** More takes of one session than a visitor makes. Beyond it, the oldest pair of attach and page could take again. */
const rememberedTakes = 100

/** One session of the store in memory. */
export class MemorySession implements BudgetUser {
  readonly record: SessionRecord
  readonly log: TranscriptLog
  readonly reads = new ReadMarks()
  readonly #recordBytes: number
  readonly #takes = new RecentSet(rememberedTakes)
  #holder: string | undefined
  #state: 'open' | 'ended' = 'open'

  constructor(record: SessionRecord, joined: EventToStore) {
    this.record = record
    this.#recordBytes = memoryBytes(JSON.stringify(record))
    this.log = new TranscriptLog({ entries: record.maxTranscriptEvents, bytes: record.maxTranscriptBytes })
    this.log.append(joined)
  }

  get ended(): boolean {
    return this.#state === 'ended'
  }

  get memoryBytes(): number {
    return sessionBytes + this.#recordBytes + this.log.memoryBytes + this.#takes.memoryBytes
  }

  stored(): StoredSession {
    const { first, head } = this.log
    return { record: this.record, first, head, reads: this.reads.list() }
  }

  /** What becomes of the command without a new event; `undefined`: it may be appended. */
  settled({ commandId }: EventToStore): Appended | undefined {
    const earlier = commandId === undefined ? undefined : this.log.committed(commandId)
    if (earlier) return { outcome: 'repeated', event: earlier }
    return this.ended ? { outcome: 'ended', head: this.log.head } : undefined
  }

  append(event: EventToStore): Appended {
    if (event.isEnd) this.#state = 'ended'
    return { outcome: 'appended', event: this.log.append(event) }
  }

  claim({ pageId, attachId, take, after }: Claim): Claimed {
    if (after > this.log.head) return { outcome: 'ahead', session: this.stored() }
    const pair = JSON.stringify([attachId, pageId])
    if (take && !this.#takes.has(pair)) {
      this.#takes.add(pair)
      this.#holder = pageId
    }
    this.#holder ??= pageId
    return { outcome: this.#holder === pageId ? 'held' : 'taken', session: this.stored() }
  }
}
