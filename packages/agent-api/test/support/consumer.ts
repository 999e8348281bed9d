import type { TranscriptEvent } from '@chat-transport/core'
import { WebSocket } from 'ws'
import type { FeedItem } from '../../src/index.ts'
import { botToken, type RunningApi } from './start-api.ts'

/** What a bot in any language does: keeps the index of the last event of each session, and comes back with these. */
export function consumer() {
  const cursors: Record<string, number> = {}
  const events = new Map<string, TranscriptEvent[]>()
  const items: FeedItem[] = []
  return {
    cursors,
    items,
    events,
    take(item: FeedItem) {
      items.push(item)
      if (item.type === 'session.started') {
        cursors[item.sessionId] = 0
        events.set(item.sessionId, [])
      }
      if (item.type !== 'event') return
      events.get(item.sessionId)?.push(item.event)
      cursors[item.sessionId] = item.event.index
    },
    indexesOf: (sessionId: string) => events.get(sessionId)?.map(({ index }) => index),
  }
}

type Consumer = ReturnType<typeof consumer>

/** Opens the feed on a WebSocket, at the cursors of the consumer. */
export function subscribe({ url }: RunningApi, { cursors, take }: Consumer): WebSocket {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/feed`, {
    headers: { authorization: `Bearer ${botToken}` },
  })
  socket.once('open', () => socket.send(JSON.stringify({ type: 'subscribe', sessions: cursors })))
  socket.on('message', (data) => {
    // As of a process that was killed: what comes after the cut is not taken.
    if (socket.readyState === WebSocket.OPEN) take(JSON.parse(String(data)) as FeedItem)
  })
  socket.on('error', () => undefined)
  return socket
}
