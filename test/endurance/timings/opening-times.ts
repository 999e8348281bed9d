import { memorySessionStore } from '@chat-transport/backend'
import type { CometdTransportType } from '@chat-transport/cometd'
import { memoryStorage } from '@chat-transport/core'
import { servePages } from '../../integration/support/serve-pages.ts'
import type { Figure } from './figures.ts'
import { watchFrames } from './watch-frames.ts'

const last = 50
const shortEvents = 50
const longEvents = 100_000
/** Each chat is opened so often, in turn. */
const rounds = 11

/** What it takes to open one chat. */
export interface Opening {
  readonly events: number
  /** What the server has written, the least of all times. */
  readonly bytes: number
}

export interface OpeningTimes {
  readonly figures: readonly Figure[]
  readonly short: Opening
  readonly long: Opening
}

/** How long a page takes to come back to the last 50 events of a long transcript, beside one that has no more. */
export async function measureOpening(transport: CometdTransportType): Promise<OpeningTimes> {
  const store = memorySessionStore()
  const { server, openPage } = await servePages(transport, { store, allowedOrigins: '*' })
  const frames = watchFrames(server)

  async function chatOf(events: number) {
    const storage = memoryStorage()
    const page = await openPage({ storage })
    const session = await page.chat.startSession()
    const { id, party } = await server.waitForSession()
    await session.detach()
    for (let n = 1; n < events; n++) {
      const event = { type: 'EventMessage', party, at: Date.now(), content: { type: 'text', text: 'Good morning' } }
      await store.append(id, { json: JSON.stringify(event), isEnd: false })
    }
    const open = async () => {
      const before = frames.totalBytes
      const startedAt = performance.now()
      const restored = await page.chat.restoreSession({ last })
      const opened = { tookMs: performance.now() - startedAt, bytes: frames.totalBytes - before }
      const found = restored?.transcript.length ?? 0
      await restored?.detach()
      return { ...opened, events: found }
    }
    await open() // The back end learns what its store has.
    return open
  }

  const openShort = await chatOf(shortEvents)
  const openLong = await chatOf(longEvents)
  const opened: Record<'short' | 'long', Awaited<ReturnType<typeof openShort>>[]> = { short: [], long: [] }
  for (let round = 0; round < rounds; round++) {
    opened.short.push(await openShort())
    opened.long.push(await openLong())
  }
  const shortMs = median(opened.short.map(({ tookMs }) => tookMs))
  const longMs = median(opened.long.map(({ tookMs }) => tookMs))
  const figure = (events: number, tookMs: number) => ({
    what: `the last ${last} of ${events} events`,
    tookMs,
    targetMs: 1.5 * shortMs,
  })
  return {
    figures: [figure(shortEvents, shortMs), figure(longEvents, longMs)],
    short: leastOf(opened.short),
    long: leastOf(opened.long),
  }
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

const leastOf = (openings: readonly Opening[]): Opening => ({
  events: Math.min(...openings.map(({ events }) => events)),
  bytes: Math.min(...openings.map(({ bytes }) => bytes)),
})
