import type { Caller } from '../access/caller.ts'

/** `poll`: requests that wait for something to happen. `stream`: Server-Sent Events. */
export type FeedTransport = 'websocket' | 'stream' | 'poll'

/** The consumers that are connected now. */
export class OpenFeeds {
  readonly #open: Record<FeedTransport, number> = { websocket: 0, stream: 0, poll: 0 }

  get counts(): Readonly<Record<FeedTransport, number>> {
    return { ...this.#open }
  }

  /** Throws an `ApiProblem` (429) when the caller has too many, or returns the function that ends it, to be called once. */
  open(caller: Caller, transport: FeedTransport): () => void {
    const close = caller.openFeed()
    this.#open[transport]++
    return () => {
      this.#open[transport]--
      close()
    }
  }
}
