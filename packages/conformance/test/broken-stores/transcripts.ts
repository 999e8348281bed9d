import type { SessionRecord, SessionStore, StoredEvent, StoredSession } from '@chat-transport/backend'
import { answering, connects, counting, keeps, type BrokenStore } from './broken-store.ts'

const bytesOf = ({ json }: StoredEvent) => Buffer.byteLength(json)

/** Reads again, by another measure than bytes in UTF-8. */
const readingBy =
  (store: SessionStore, fits: (events: readonly StoredEvent[], maxBytes: number) => readonly StoredEvent[]) =>
  async (sessionId: string, after: number, maxBytes: number) =>
    fits(await store.read(sessionId, after, 1e9), maxBytes)

const sum = (events: readonly StoredEvent[], measure: (event: StoredEvent) => number) =>
  events.reduce((total, event) => total + measure(event), 0)

/** As many as fit by a measure, one at least. */
const fitting = (measure: (event: StoredEvent) => number) => (events: readonly StoredEvent[], maxBytes: number) =>
  events.filter((_, place) => place === 0 || sum(events.slice(0, place + 1), measure) <= maxBytes)

/** Trims by another record than the session has. */
function trimming(
  store: SessionStore,
  change: (record: SessionRecord) => Partial<SessionRecord>,
): Partial<SessionStore> {
  const records = new Map<string, SessionRecord>()
  const asGiven = (session: StoredSession) => ({ ...session, record: records.get(session.record.id) ?? session.record })
  return {
    ...answering(store, asGiven),
    async create(record, joined, claim) {
      records.set(record.id, record)
      return asGiven(await store.create({ ...record, ...change(record) }, joined, claim))
    },
  }
}

/** Appending: S2. */
const brokenAppending: readonly BrokenStore[] = [
  keeps(['S2', 'one-count', 'counts the events of all sessions together'], (store) => {
    let index = 1
    return {
      async append(sessionId, event) {
        const appended = await store.append(sessionId, event)
        if (appended.outcome !== 'appended') return appended
        return { ...appended, event: { ...appended.event, index: ++index } }
      },
    }
  }),
  keeps(['S2', 'head-lags', 'says of `head` what it was before the last event'], (store) =>
    answering(store, (session) => ({ ...session, head: Math.max(1, session.head - 1) })),
  ),
  keeps(['S2', 'keeps-one-twice', 'keeps the event before in the place of a new one'], (store) => ({
    async read(...asked) {
      const events = await store.read(...asked)
      return events.map((event, place) => (place === 2 ? { ...event, json: events[1]?.json ?? '' } : event))
    },
  })),
  connects(['S2', 'reads-then-writes', 'reads the head, and then writes the next event'], (store) => ({
    async append(sessionId, event) {
      const { head } = (await store.find(sessionId)) ?? { head: 0 }
      const appended = await store.append(sessionId, event)
      return 'event' in appended && appended.outcome === 'appended'
        ? { ...appended, event: { ...appended.event, index: head + 1 } }
        : appended
    },
  })),
]

/** Reading: S3. */
const brokenReading: readonly BrokenStore[] = [
  keeps(['S3', 'after-included', 'reads the event at `after`, too'], (store) => ({
    read: (sessionId, after, maxBytes) => store.read(sessionId, Math.max(0, after - 1), maxBytes),
  })),
  keeps(['S3', 'newest-first', 'reads the newest first'], (store) => ({
    read: async (...asked) => [...(await store.read(...asked))].reverse(),
  })),
  keeps(['S3', 'ten-at-most', 'reads ten events at most'], (store) => ({
    read: async (...asked) => (await store.read(...asked)).slice(0, 10),
  })),
  keeps(['S3', 'perhaps-none', 'reads nothing when the first event does not fit'], (store) => ({
    async read(sessionId, after, maxBytes) {
      const events = await store.read(sessionId, after, maxBytes)
      return events[0] && bytesOf(events[0]) > maxBytes ? [] : events
    },
  })),
  keeps(['S3', 'by-characters', 'counts characters'], (store) => ({
    read: readingBy(
      store,
      fitting(({ json }) => json.length),
    ),
  })),
  keeps(['S3', 'one-too-many', 'reads the first event that does not fit, too'], (store) => ({
    read: readingBy(store, (events, maxBytes) => events.slice(0, fitting(bytesOf)(events, maxBytes).length + 1)),
  })),
  keeps(['S3', 'leaves-out', 'leaves an event out that does not fit, and goes on'], (store) => ({
    read: readingBy(store, (events, maxBytes) => {
      const read: StoredEvent[] = []
      for (const event of events) if (read.length === 0 || sum([...read, event], bytesOf) <= maxBytes) read.push(event)
      return read
    }),
  })),
  keeps(['S3', 'last-when-beyond', 'reads the last event when there is nothing to read'], (store) => ({
    async read(sessionId, after, maxBytes) {
      const events = await store.read(sessionId, after, maxBytes)
      const { head = 0 } = (await store.find(sessionId)) ?? {}
      return events.length === 0 && head > 2 ? store.read(sessionId, head - 1, maxBytes) : events
    },
  })),
  connects(['S3', 'half-written', 'reads what is half written: with gaps while events are appended'], (store) => {
    const appends = counting()
    return {
      append: (...asked) => appends.during(() => store.append(...asked)),
      async read(...asked) {
        const events = await store.read(...asked)
        return appends.underWay > 10 && events.length > 3
          ? events.filter((_, place) => place !== events.length - 2)
          : events
      },
    }
  }),
]

/** What is kept of it: S5. */
const brokenTrimming: readonly BrokenStore[] = [
  keeps(['S5', 'keeps-all', 'forgets no event'], (store) =>
    trimming(store, () => ({ maxTranscriptEvents: 1e9, maxTranscriptBytes: 1e9 })),
  ),
  keeps(['S5', 'one-fewer', 'keeps one event fewer than it may'], (store) =>
    trimming(store, ({ maxTranscriptEvents }) => ({ maxTranscriptEvents: maxTranscriptEvents - 1 })),
  ),
  keeps(['S5', 'one-more', 'keeps one event more than it may'], (store) =>
    trimming(store, ({ maxTranscriptEvents }) => ({ maxTranscriptEvents: maxTranscriptEvents + 1 })),
  ),
  keeps(['S5', 'by-characters', 'counts characters in the place of bytes'], (store) =>
    trimming(store, ({ maxTranscriptBytes }) => ({ maxTranscriptBytes: maxTranscriptBytes * 1.6 })),
  ),
  keeps(['S5', 'index-counted', 'counts the index as part of the JSON'], (store) =>
    trimming(store, ({ maxTranscriptBytes }) => ({ maxTranscriptBytes: maxTranscriptBytes * 0.97 })),
  ),
  keeps(['S5', 'first-is-one', 'says 1 of `first`, also when the oldest are forgotten'], (store) =>
    answering(store, (session) => ({ ...session, first: 1 })),
  ),
  keeps(['S5', 'forgets-the-newest', 'forgets an event that is larger than the transcript may be'], (store) => ({
    async read(sessionId, ...asked) {
      const { record } = (await store.find(sessionId)) ?? {}
      const events = await store.read(sessionId, ...asked)
      return events.filter((event) => bytesOf(event) <= (record?.maxTranscriptBytes ?? 0))
    },
  })),
  keeps(['S5', 'of-another', 'trims every session as the one that it was last called for'], (store) => {
    let events = 1e9
    return {
      async append(sessionId, event) {
        events = (await store.find(sessionId))?.record.maxTranscriptEvents ?? events
        return store.append(sessionId, event)
      },
      async read(sessionId, ...asked) {
        const { head = 0 } = (await store.find(sessionId)) ?? {}
        return (await store.read(sessionId, ...asked)).filter(({ index }) => index > head - events)
      },
    }
  }),
]

export const brokenTranscripts: readonly BrokenStore[] = [...brokenAppending, ...brokenReading, ...brokenTrimming]
