import type { Clock } from '../platform/clock.ts'
import type { Pacing } from '../outbox/command-pacing.ts'
import type { EventRead, ReadMark } from '../protocol/protocol.ts'

export interface ReadMarksOptions {
  readonly clock: Clock
  /** A party has read further, as an attach answer says. */
  tell(event: EventRead): void
}

export interface ReadMarksLine {
  readonly send: (upTo: number) => void
  readonly pacing: Pacing
}

/** How far everybody has read. The visitor's own mark is kept, not queued: only the highest matters, and a new line repeats it. */
export function createReadMarks({ clock, tell }: ReadMarksOptions) {
  const others = new Map<string, number>()
  let own = 0
  let ownAtServer = 0
  let line: ReadMarksLine | undefined
  let cancel: () => void = () => undefined

  const push = () => {
    cancel()
    if (!line || own <= ownAtServer) return
    const waitMs = line.pacing.take()
    if (waitMs > 0) {
      cancel = clock.after(waitMs, push)
      return
    }
    ownAtServer = own
    line.send(own)
  }

  const heard = (event: EventRead) => {
    others.set(event.party.id, event.upTo)
    tell(event)
  }

  return {
    heard,
    /** What an attach answer says: told where it is news. */
    attached(reads: readonly ReadMark[], ownId: string) {
      ownAtServer = 0
      for (const { party, upTo } of reads) {
        if (party.id === ownId) ownAtServer = upTo
        else if (others.get(party.id) !== upTo) heard({ type: 'EventRead', party, upTo })
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
    mark(upTo: number) {
      own = Math.max(own, upTo)
      push()
    },
  }
}
