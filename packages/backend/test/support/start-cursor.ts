import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { toStore } from '../../src/session/session-transcript.ts'
import { CommittedEvent } from '../../src/store/committed-event.ts'
import { TranscriptLog } from '../../src/store/transcript-log.ts'
import { Cursor } from '../../src/visitor/cursor.ts'
import type { OpenDraft } from '../../src/visitor/draft-parts.ts'
import { ReplayPace } from '../../src/visitor/replay-pace.ts'
import { ReplayTurns } from '../../src/visitor/replay-turns.ts'
import { TestLine } from './visitor.ts'

export const party = { id: 'a1', name: 'Grace', type: 'agent' } as const

/** A transcript, a line, and the cursor between them. */
export function startCursor({
  events = 0,
  position = 0,
  keep = 1_000_000,
  text = 'x',
  maxTranscriptBytes = 1024 * 1024,
} = {}) {
  const log = new TranscriptLog({ entries: keep, bytes: Number.POSITIVE_INFINITY })
  const write = (content = text) =>
    new CommittedEvent(
      log.append(toStore({ type: 'EventMessage', party, content: { type: 'text', text: content }, at: 1 })),
    )
  for (let count = 0; count < events; count++) write()
  const line = new TestLine()
  const failures: unknown[] = []
  const drafts: OpenDraft[] = []
  const clock = fakeClock()
  const scope = new AbortController()
  const pace = new ReplayPace({ turns: new ReplayTurns(clock), clock, maxTranscriptBytes })
  let reading: () => Promise<void> = async () => undefined
  const cursor = new Cursor({
    line,
    position,
    head: log.head,
    read: async (after, maxBytes) => {
      await reading()
      return log.read(after, maxBytes).map((event) => new CommittedEvent(event))
    },
    pace,
    drafts: () => drafts,
    signal: () => scope.signal,
    failed: (reason) => failures.push(reason),
  })
  return {
    clock,
    cursor,
    line,
    failures,
    /** The messages that are being said. */
    drafts,
    /** Commits an event, of which the cursor hears later. */
    write,
    /** Commits an event and tells the cursor. */
    commit(content?: string): CommittedEvent {
      const event = write(content)
      cursor.committed(event)
      return event
    },
    readBy: (read: () => Promise<void>) => (reading = read),
  }
}
