import type { ServerResponse } from 'node:http'
import type { Clock } from '@chat-transport/core'
import { Feed, type FeedOptions } from './feed.ts'
import type { FeedItem } from './feed-items.ts'

export interface StreamedFeed extends Omit<FeedOptions, 'sink' | 'tellsPresence'> {
  readonly maxBufferBytes: number
  /** How long the consumer may take nothing of what waits for it. */
  readonly slowConsumerTimeoutMs: number
  /** Aborts when it is over. */
  readonly signal: AbortSignal
}

/** Proxies end connections on which nothing comes for a minute, or less. */
const keepAliveMs = 15_000

/** The feed as Server-Sent Events, until either side ends it. */
export async function streamFeed(response: ServerResponse, options: StreamedFeed): Promise<void> {
  const { clock, maxBufferBytes, slowConsumerTimeoutMs, signal } = options
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no', // nginx would keep events back
  })
  response.flushHeaders()
  const sink = {
    write: (item: FeedItem) => void response.write(`data: ${JSON.stringify(item)}\n\n`),
    get isFull() {
      return response.writableLength > maxBufferBytes
    },
  }
  const feed = new Feed({ ...options, sink, tellsPresence: true })
  let stopTimer = () => undefined as void
  response.on('drain', () => {
    stopTimer()
    stopTimer = keepAlive(response, { clock, slowConsumerTimeoutMs })
    feed.resume()
  })
  stopTimer = keepAlive(response, { clock, slowConsumerTimeoutMs })
  await new Promise<void>((resolve) => {
    response.once('close', resolve)
    signal.addEventListener('abort', () => response.end(), { once: true })
    if (signal.aborted) response.end()
  })
  stopTimer()
  feed.close()
}

/** Ends the stream of a consumer that takes nothing. To one that does, a comment now and then shows that it is alive. */
function keepAlive(
  response: ServerResponse,
  { clock, slowConsumerTimeoutMs }: { readonly clock: Clock; readonly slowConsumerTimeoutMs: number },
): () => void {
  let stop = () => undefined as void
  const wait = () => {
    const isWaiting = response.writableNeedDrain
    stop = clock.after(isWaiting ? slowConsumerTimeoutMs : keepAliveMs, () => {
      if (isWaiting && response.writableNeedDrain) return void response.destroy()
      if (!response.writableNeedDrain) response.write(':\n\n')
      wait()
    })
  }
  wait()
  return () => stop()
}
