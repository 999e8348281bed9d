import type { ChatEvent, EventRead, EventTyping } from '@chat-transport/core'
import { utf8Bytes } from '../json/utf8-bytes.ts'

interface Waiting {
  readonly json: string
  readonly bytes: number
}

/**
 * Events outside the transcript that wait for a slow line, as JSON text. They cannot pile up: of typing and reads only each
 * party's latest is kept, and all together have a limit in bytes.
 */
export class PassingEvents {
  readonly #maxBytes: number
  readonly #waiting = new Map<string, Waiting>()
  #bytes = 0
  #sequence = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get size(): number {
    return this.#waiting.size
  }

  /** An event with the same `key` takes the place of the one before. False when there is no room. */
  add(json: string, key = `${this.#sequence++}`): boolean {
    this.#remove(key)
    const bytes = utf8Bytes(json)
    if (this.#bytes + bytes > this.#maxBytes) return false
    this.#waiting.set(key, { json, bytes })
    this.#bytes += bytes
    return true
  }

  /** Removes and returns the oldest: at least one if there is one, then as many as fit. */
  shift(maxBytes: number): string[] {
    const events: string[] = []
    let bytes = 0
    for (const [key, waiting] of this.#waiting) {
      if (events.length > 0 && bytes + waiting.bytes > maxBytes) break
      events.push(waiting.json)
      bytes += waiting.bytes
      this.#remove(key)
    }
    return events
  }

  #remove(key: string): void {
    this.#bytes -= this.#waiting.get(key)?.bytes ?? 0
    this.#waiting.delete(key)
  }
}

/** The key of an event of which only the latest counts. */
export function coalescingKey(event: ChatEvent): string | undefined {
  return isTypingOrRead(event) ? `${event.type} ${event.party.id}` : undefined
}

function isTypingOrRead(event: ChatEvent): event is EventTyping | EventRead {
  return event.type === 'EventTyping' || event.type === 'EventRead'
}
