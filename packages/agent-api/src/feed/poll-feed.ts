import type { Clock, Logger } from '@chat-transport/core'
import type { SessionWatch } from '../sessions/session-watch.ts'
import { Feed } from './feed.ts'
import type { Cursors, FeedItem, FeedPosition } from './feed-items.ts'

export interface PollRequest {
  readonly watch: SessionWatch
  readonly position: FeedPosition
  readonly waitMs: number
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal
  readonly clock: Clock
  readonly logger: Logger
}

export interface PollAnswer {
  readonly items: readonly FeedItem[]
  /** What to ask the next time. */
  readonly sessions: Cursors
}

const mostItems = 500
const mostCharacters = 512 * 1024

/** What there is to tell, or the first that comes within the time. */
export async function pollFeed({ waitMs, signal, ...options }: PollRequest): Promise<PollAnswer> {
  const items: FeedItem[] = []
  let characters = 0
  let somethingCame = () => undefined as void
  const sink = {
    write(item: FeedItem) {
      items.push(item)
      characters += JSON.stringify(item).length
      somethingCame()
    },
    get isFull() {
      return items.length >= mostItems || characters >= mostCharacters
    },
  }
  const feed = new Feed({ ...options, sink, tellsPresence: false })
  try {
    await feed.caughtUp()
    if (items.length === 0 && waitMs > 0)
      await new Promise<void>((resolve) => {
        const stopTimer = options.clock.after(waitMs, resolve)
        somethingCame = () => {
          stopTimer()
          resolve()
        }
        signal.addEventListener('abort', somethingCame, { once: true })
        if (signal.aborted) somethingCame()
      })
    return { items, sessions: feed.cursors }
  } finally {
    feed.close()
  }
}
