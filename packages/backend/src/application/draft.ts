import type { Party } from '@chat-transport/core'
import { utf8Bytes } from '../json/utf8-bytes.ts'
import { randomId } from '../visitor/secrets.ts'

/** A message that is being said. It grows up to a size, and half of a surrogate pair waits for the other half. */
export class Draft {
  readonly id = randomId()
  readonly party: Party
  readonly #scope = new AbortController()
  readonly #grown: () => void
  #text = ''
  #isOver = false
  #half = ''
  #bytesLeft: number

  /** `maxBytes`: how large its text may be, as JSON in UTF-8. */
  constructor(party: Party, maxBytes: number, grown: () => void) {
    this.party = party
    this.#bytesLeft = maxBytes
    this.#grown = grown
  }

  get text(): string {
    return this.#text
  }

  /** Nothing more comes: it is about to become an event. */
  get isOver(): boolean {
    return this.#isOver
  }

  over(): void {
    this.#isOver = true
  }

  /** Aborts when it is to end before it is whole. */
  get signal(): AbortSignal {
    return this.#scope.signal
  }

  cut(): void {
    this.#scope.abort()
  }

  /** Takes as much of a text as there is room for. False when that is not all of it. */
  append(text: string): boolean {
    const whole = this.#half + text
    this.#half = endsInHalf.test(whole) ? whole.slice(-1) : ''
    return this.#add(this.#half ? whole.slice(0, -1) : whole)
  }

  /** Nothing more is said: half of a pair stays one. False when there is no room for it. */
  end(): boolean {
    const half = this.#half
    this.#half = ''
    return this.#add(half)
  }

  #add(text: string): boolean {
    const bytes = jsonBytes(text)
    const fits = bytes <= this.#bytesLeft
    const added = fits ? text : beginningOf(text, this.#bytesLeft)
    this.#bytesLeft = fits ? this.#bytesLeft - bytes : 0
    this.#text += added
    if (added !== '') this.#grown()
    return fits
  }
}

const endsInHalf = /[\ud800-\udbff]$/

const jsonBytes = (text: string) => utf8Bytes(JSON.stringify(text)) - 2

/** As many whole characters as fit. */
function beginningOf(text: string, maxBytes: number): string {
  let bytes = 0
  let length = 0
  for (const character of text) {
    bytes += jsonBytes(character)
    if (bytes > maxBytes) break
    length += character.length
  }
  return text.slice(0, length)
}
