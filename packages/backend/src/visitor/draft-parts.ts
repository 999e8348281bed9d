import type { EventMessagePart, Party } from '@chat-transport/core'

/** A message that is being said: what there is of it so far, never half of a surrogate pair. */
export interface OpenDraft {
  readonly id: string
  readonly party: Party
  readonly text: string
}

/**
 * What one line has of the messages that are being said. Nothing waits here: a part is made when the line takes it, of all that
 * has been said since the one before. So a slow line gets fewer and larger parts.
 */
export class DraftParts {
  readonly #open: () => readonly OpenDraft[]
  #sent: Map<string, number> | undefined
  /** At first a line is due what there is. */
  #areDue = true

  constructor(open: () => readonly OpenDraft[]) {
    this.#open = open
  }

  /** The line may have one more part of each. */
  due(): void {
    this.#areDue = true
  }

  /** The next part. `undefined`: none is due. */
  next(): EventMessagePart | undefined {
    if (!this.#areDue) return undefined
    const open = this.#open()
    const next = open.find(({ id, text }) => text.length > this.#sentOf(id))
    if (next) return this.#partOf(next)
    this.#areDue = false
    this.#sent = open.length > 0 ? new Map(open.map(({ id }) => [id, this.#sentOf(id)])) : undefined
    return undefined
  }

  #partOf({ id, party, text }: OpenDraft): EventMessagePart {
    const offset = this.#sentOf(id)
    this.#sent ??= new Map()
    this.#sent.set(id, text.length)
    return { type: 'EventMessagePart', draft: id, party, offset, text: text.slice(offset) }
  }

  #sentOf(id: string): number {
    return this.#sent?.get(id) ?? 0
  }
}
