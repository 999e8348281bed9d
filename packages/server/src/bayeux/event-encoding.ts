import type { ChatEvent, Logger } from '@chat-transport/core'
import { chatChannel } from './bayeux-frame.ts'

/** The largest frame sent, unless a single event is larger. */
export const largestFrameBytes = 256 * 1024

/** An event as the Bayeux message that carries it. */
export interface EncodedEvent {
  readonly event: ChatEvent
  readonly json: string
  readonly bytes: number
}

/** Writes events as Bayeux messages. One that JSON cannot express is left out: its index counts as one that cannot be had. */
export function encodeEvents(events: readonly ChatEvent[], logger: Logger): EncodedEvent[] {
  return events.flatMap((event) => {
    try {
      const json = `{"channel":"${chatChannel}","data":${JSON.stringify(event)}}`
      return [{ event, json, bytes: Buffer.byteLength(json) }]
    } catch (error) {
      logger.error(`An ${event.type} cannot be sent: it is not JSON.`, error)
      return []
    }
  })
}

/** How many events, from `start` on, fit into one frame together with `reserveBytes` of something else. At least one. */
export function countFitting(events: readonly EncodedEvent[], start: number, reserveBytes = 0): number {
  let bytes = 2 + reserveBytes
  let end = start
  for (let next = events[end]; next; next = events[end]) {
    bytes += next.bytes + 1
    if (bytes > largestFrameBytes && end > start) break
    end += 1
  }
  return end - start
}

/** The frames that carry `events`: JSON arrays, in order. */
export function packFrames(events: readonly EncodedEvent[]): string[] {
  const frames: string[] = []
  for (let start = 0; start < events.length;) {
    const count = countFitting(events, start)
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
