import type { ChatEvent, Logger } from '@chat-transport/core'
import { chatChannel } from './bayeux-frame.ts'

/** No frame is larger than this, unless a single event is. */
export const largestFrameBytes = 256 * 1024

/** An event as the Bayeux message that carries it. */
export interface EncodedEvent {
  readonly event: ChatEvent
  readonly json: string
  readonly bytes: number
}

/** Encodes events as Bayeux messages. Omits an event that JSON cannot express: clients treat its index as missing. */
export function encodeEvents(events: readonly ChatEvent[], logger: Logger): EncodedEvent[] {
  return events.flatMap((event) => {
    try {
      const json = `{"channel":"${chatChannel}","data":${JSON.stringify(event)}}`
      return [{ event, json, bytes: Buffer.byteLength(json) }]
    } catch (error) {
      logger.error(`unable to send an ${event.type}: it is not JSON`, error)
      return []
    }
  })
}

/** A page sees nothing of a WebSocket frame before it is whole: on a slow line each frame is a sign of life. */
export const socketFrameBytes = 16 * 1024

/** Counts the events from `start` that fit into one frame of `mostBytes`. At least 1. */
export function countFitting(events: readonly EncodedEvent[], start: number, mostBytes: number): number {
  let bytes = 2
  let end = start
  for (let next = events[end]; next; next = events[end]) {
    bytes += next.bytes + 1
    if (bytes > mostBytes && end > start) break
    end += 1
  }
  return end - start
}

/** The frames that carry `events`: JSON arrays, in order. */
export function packFrames(events: readonly EncodedEvent[]): string[] {
  const frames: string[] = []
  for (let start = 0; start < events.length;) {
    const count = countFitting(events, start, socketFrameBytes)
    frames.push(
      `[${events
        .slice(start, start + count)
        .map(({ json }) => json)
        .join()}]`,
    )
    start += count
  }
  return frames
}
