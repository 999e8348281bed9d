import { performance } from 'node:perf_hooks'
import type { SessionStore } from '@chat-transport/backend'

/** What so many writers, each with a session of its own and one event under way at a time, came to. */
export interface AppendRate {
  readonly writers: number
  readonly perSecond: number
  /** How long an append took: that of the middle, and that which only one of a hundred took longer than. */
  readonly medianMs: number
  readonly slowMs: number
  /** The longest time that the event loop did nothing else. */
  readonly blockedMs: number
}

const party = { id: 'ada', name: 'Ada', type: 'client' } as const
const text = 'Hello, where is my order please? I have been waiting for a week now, and nobody says anything.'

export async function measureAppends(store: SessionStore, writers: number, seconds: number): Promise<AppendRate> {
  const ids = Array.from({ length: writers }, (_, place) => `${writers}-${place}`)
  await Promise.all(ids.map((id) => startSession(store, id)))
  const tookMs: number[] = []
  const watch = watchEventLoop()
  const startedAt = performance.now()
  const until = startedAt + seconds * 1_000
  await Promise.all(
    ids.map(async (id) => {
      for (let count = 0; performance.now() < until; count++) {
        await nextTurn() // as if a line had brought it
        const before = performance.now()
        await store.append(id, anEvent(`${id}-${count}`))
        tookMs.push(performance.now() - before)
      }
    }),
  )
  const elapsedMs = performance.now() - startedAt
  tookMs.sort((a, b) => a - b)
  const at = (share: number) => tookMs[Math.floor(share * (tookMs.length - 1))] ?? 0
  return {
    writers,
    perSecond: (1_000 * tookMs.length) / elapsedMs,
    medianMs: at(0.5),
    slowMs: at(0.99),
    blockedMs: watch.stop(),
  }
}

const nextTurn = () => new Promise<void>((resolve) => void setImmediate(resolve))

const anEvent = (commandId: string) => ({
  json: JSON.stringify({
    type: 'EventMessage',
    party,
    content: { type: 'text', text },
    at: 1_700_000_000_000,
    commandId,
  }),
  commandId,
  isEnd: false,
})

const startSession = (store: SessionStore, id: string) =>
  store.create(
    { id, userData: '{}', startedAt: 0, maxTranscriptEvents: 500, maxTranscriptBytes: 1_000_000 },
    { json: '{"type":"EventParticipantJoined"}', isEnd: false, visitor: { party } },
    {
      backendId: id,
      device: { startId: id, secretHash: '' },
      pageId: id,
      attachId: id,
      take: true,
      after: 0,
      expiresAt: 1e13,
    },
  )

/** Measures by a timer, which comes late while something else runs. */
function watchEventLoop(): { stop(): number } {
  const everyMs = 5
  let longestMs = 0
  let last = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    longestMs = Math.max(longestMs, now - last - everyMs)
    last = now
  }, everyMs)
  return {
    stop() {
      clearInterval(timer)
      return longestMs
    },
  }
}
