import type { Clock } from '../platform/clock.ts'
import type { TokenBucket } from '../platform/token-bucket.ts'
import type { EventRead, ReadMark } from '../protocol/protocol.ts'

export interface ReadMarksOptions {
  readonly clock: Clock
  /** A party has read further, as an attach answer says. */
  tell(event: EventRead): void
  /** Any mark has moved, the visitor's own included. */
  changed(): void
}

export interface ReadMarksLine {
  readonly send: (upTo: number) => void
  readonly rate: TokenBucket
}

/** How far everybody has read. The visitor's own mark is kept, not queued: only the highest matters, and a new line repeats it. */
export function createReadMarks({ clock, tell, changed }: ReadMarksOptions) {
  const others = new Map<string, ReadMark>()
  let list: readonly ReadMark[] = []
  let visitorId: string | undefined
  let own = 0
  let ownAtServer = 0
  let line: ReadMarksLine | undefined
  let cancel: () => void = () => undefined

  const push = () => {
    cancel()
    if (!line || own <= ownAtServer) return
    if (!line.rate.tryAcquire()) {
      cancel = clock.after(line.rate.waitMs(), push)
      return
    }
    ownAtServer = own
    line.send(own)
  }

  const mark = (upTo: number) => {
    if (upTo <= own) return
    own = upTo
    changed()
    push()
  }

  const onRead = (event: EventRead) => {
    const { party, upTo } = event
    if (party.id === visitorId) {
      ownAtServer = upTo // Read by another page, or on another device.
      return mark(upTo)
    }
    others.set(party.id, { party, upTo })
    list = [...others.values()]
    changed()
    tell(event)
  }

  return {
    onRead,
    /** What an attach answer says: told where it is news. */
    onAttached(reads: readonly ReadMark[], ownId: string) {
      ownAtServer = 0
      visitorId = ownId
      for (const { party, upTo } of reads) {
        if (party.id === ownId || others.get(party.id)?.upTo !== upTo) onRead({ type: 'EventRead', party, upTo })
      }
    },
    connected(next: ReadMarksLine) {
      line = next
      push()
    },
    lost() {
      line = undefined
      cancel()
    },
    mark,
    /** How far the visitor has read, here or in an earlier page. */
    get own() {
      return own
    },
    /** How far the others have read. The same array until that changes. */
    get others() {
      return list
    },
  }
}
