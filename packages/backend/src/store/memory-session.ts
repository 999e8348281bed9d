import { memoryBytes } from '../json/memory-bytes.ts'
import type { BudgetUser } from './memory-budget.ts'
import { frozenCopy } from './frozen-copy.ts'
import { MemoryDevices } from './memory-devices.ts'
import { ReadMarks } from './read-marks.ts'
import { RecentSet } from './recent-set.ts'
import type {
  Appended,
  Claim,
  Claimed,
  EventToStore,
  JoinedEvent,
  SessionRecord,
  StoredSession,
  StoredVisitor,
} from './session-store.ts'
import { sessionBytes } from './session-bytes.ts'
import { TranscriptLog } from './transcript-log.ts'

/** More takes of one session than a visitor makes. Beyond it, the oldest pair of attach and page could take again. */
const rememberedTakes = 100

/** One session of the store in memory. */
export class MemorySession implements BudgetUser {
  readonly record: SessionRecord
  readonly log: TranscriptLog
  readonly devices = new MemoryDevices()
  readonly reads = new ReadMarks()
  readonly #recordBytes: number
  readonly #taken = new RecentSet(rememberedTakes)
  #visitor: StoredVisitor
  #visitorBytes: number
  #state: 'open' | 'ended' = 'open'

  constructor(record: SessionRecord, joined: JoinedEvent, claim: Claim) {
    this.record = frozenCopy(record)
    this.#recordBytes = jsonBytes(record)
    this.#visitor = frozenCopy(joined.visitor)
    this.#visitorBytes = visitorBytes(joined.visitor)
    this.log = new TranscriptLog({ entries: record.maxTranscriptEvents, bytes: record.maxTranscriptBytes })
    this.log.append(joined)
    this.devices.add(claim.device)
    this.claim(claim)
  }

  get ended(): boolean {
    return this.#state === 'ended'
  }

  get userId(): string | undefined {
    return this.#visitor.user?.id
  }

  get memoryBytes(): number {
    const fixedBytes = sessionBytes + this.#recordBytes + this.#visitorBytes
    return fixedBytes + this.log.memoryBytes + this.devices.memoryBytes + this.#taken.memoryBytes
  }

  stored(): StoredSession {
    const { first, head } = this.log
    return {
      record: this.record,
      visitor: this.#visitor,
      devices: this.devices.list(),
      first,
      head,
      reads: this.reads.list(),
    }
  }

  /** What becomes of the command without a new event; `undefined`: it may be appended. */
  settled({ commandId, fence, visitor }: EventToStore): Appended | undefined {
    const earlier = commandId === undefined ? undefined : this.log.committed(commandId)
    if (earlier) return { outcome: 'repeated', event: earlier }
    if (this.ended) return { outcome: 'ended', head: this.log.head }
    if (fence && this.devices.epochOf(fence) !== fence.epoch) return { outcome: 'fenced' }
    return visitor && this.#isOfAnother(visitor.user?.id) ? { outcome: 'other-user' } : undefined
  }

  append(event: EventToStore): Appended {
    if (event.isEnd) this.#state = 'ended'
    if (event.visitor) {
      this.#visitor = frozenCopy(event.visitor)
      this.#visitorBytes = visitorBytes(event.visitor)
    }
    return { outcome: 'appended', event: this.log.append(event) }
  }

  /** Whether the claim is to add its device. */
  isJoinedBy({ device, join, userId }: Claim): boolean {
    const mayJoin = join !== undefined && userId !== undefined && userId === this.userId
    return mayJoin && !this.ended && !this.devices.has(device)
  }

  claim(claim: Claim): Claimed {
    const joins = this.isJoinedBy(claim)
    if (!joins && !this.devices.has(claim.device)) return { outcome: 'forgotten' }
    if (this.#isOfAnother(claim.userId)) return { outcome: 'other-user' }
    if (claim.after > this.log.head) return this.#answer('ahead', claim)
    if (joins) this.devices.add(claim.device)
    const holds = this.devices.hold(claim, this.#takes(claim))
    if (joins) this.devices.forgetBeyond(claim.join?.maxDevices ?? Infinity)
    return this.#answer(holds ? 'held' : 'taken', claim)
  }

  #answer(outcome: 'held' | 'taken' | 'ahead', { device }: Claim): Claimed {
    return { outcome, session: this.stored(), epoch: this.devices.epochOf(device) ?? 0 }
  }

  /** Whether the claim takes the session: once per pair of attach id and page. */
  #takes({ attachId, pageId, take }: Claim): boolean {
    const pair = JSON.stringify([attachId, pageId])
    if (!take || this.#taken.has(pair)) return false
    this.#taken.add(pair)
    return true
  }

  #isOfAnother(userId: string | undefined): boolean {
    return this.userId !== undefined && this.userId !== userId
  }
}

/** How much memory it takes to know who the visitor is. */
export const visitorBytes = (visitor: StoredVisitor | undefined) => (visitor ? jsonBytes(visitor) : 0)

const jsonBytes = (value: object) => memoryBytes(JSON.stringify(value))
