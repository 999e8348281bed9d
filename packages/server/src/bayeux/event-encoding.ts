import { chatChannel } from './bayeux-frame.ts'

/** No frame is larger than this, unless a single event is. Small, so that on a slow line each frame is soon a step ahead. */
export const largestFrameBytes = 16 * 1024

/** An event as the Bayeux message that carries it. */
export interface EncodedEvent {
  readonly json: string
  readonly bytes: number
}

/** Wraps events, each the JSON text of one, as Bayeux messages. */
export function encodeEvents(events: readonly string[]): EncodedEvent[] {
  return events.map((event) => {
    const json = `{"channel":"${chatChannel}","data":${event}}`
    return { json, bytes: Buffer.byteLength(json) }
  })
}

/** Counts the events from `start` that fit into one frame of `maxBytes`. At least 1. */
export function countFitting(events: readonly EncodedEvent[], start: number, maxBytes = largestFrameBytes): number {
  let bytes = 2
  let end = start
  for (let next = events[end]; next; next = events[end]) {
    bytes += next.bytes + 1
    if (bytes > maxBytes && end > start) break
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
