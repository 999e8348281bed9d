import { chatChannel } from './bayeux-frame.ts'

/** No frame is larger than this, unless a single event is. Small, so that on a slow line each frame is soon a step ahead. */
export const largestFrameBytes = 16 * 1024

/** Bayeux messages as JSON text, with a comma between two. */
export interface EncodedMessages {
  readonly json: string
  readonly bytes: number
}

/** Wraps events, each the JSON text of one, as Bayeux messages. */
export function encodeEvents(events: readonly string[]): EncodedMessages[] {
  return events.map((event) => {
    const json = `{"channel":"${chatChannel}","data":${event}}`
    return { json, bytes: Buffer.byteLength(json) }
  })
}

/** The messages of a reply, which is a JSON array of them. */
export function encodeReply(body: string): EncodedMessages {
  return { json: body.slice(1, -1), bytes: Buffer.byteLength(body) - 2 }
}

/** Counts the entries from `start` that fit into one frame of `maxBytes`. At least 1. */
export function countFitting(entries: readonly EncodedMessages[], start: number, maxBytes = largestFrameBytes): number {
  let bytes = 2
  let end = start
  for (let next = entries[end]; next; next = entries[end]) {
    bytes += next.bytes + 1
    if (bytes > maxBytes && end > start) break
    end += 1
  }
  return end - start
}

/** The frames that carry `messages`: JSON arrays, in order. */
export function packFrames(messages: readonly EncodedMessages[]): string[] {
  const frames: string[] = []
  for (let start = 0; start < messages.length;) {
    const end = start + countFitting(messages, start)
    let frame = ''
    for (; start < end; start++) frame += `${frame === '' ? '[' : ','}${messages[start]?.json}`
    frames.push(`${frame}]`)
  }
  return frames
}
