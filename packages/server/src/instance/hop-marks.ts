import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock } from '@chat-transport/core'

/** What a server says of a request that it hands on. */
export interface HandedOn {
  /** The address of the visitor's client, as the first server has counted it. */
  readonly address: string
  /** The path of the line that the request is for. */
  readonly path: string
}

/** A mark that is right. */
export interface ReadMark {
  readonly address: string
  /** Shows the server that handed the request on that the one which answers has the secret too. */
  readonly proof: string
}

/** How far the clocks of two servers may be apart. */
const longestAgeMs = 300_000
const longestAddress = 200

/**
 * Marks requests that one server hands on to another, so that none is handed on twice, and nobody else can say which client a
 * request is from. The mark is `time.nonce.address.signature`.
 */
export class HopMarks {
  readonly #key: Buffer
  readonly #clock: Clock

  constructor(secret: string, clock: Clock) {
    this.#key = Buffer.from(hkdfSync('sha256', secret, '', 'chat-transport hop marks 1', 32))
    this.#clock = clock
  }

  /** The mark of a request, and the proof that its answer has to bring. */
  mark({ address, path }: HandedOn): { readonly mark: string; readonly proof: string } {
    const nonce = randomBytes(16).toString('base64url')
    const encoded = Buffer.from(address.slice(0, longestAddress)).toString('base64url')
    const said = `${this.#clock.now()}.${nonce}.${encoded}`
    return { mark: `${said}.${this.#sign('request', said, path)}`, proof: this.#sign('answer', said, path) }
  }

  /** Reads the mark of a request for this path. `'forged'`: no server with this secret has made it lately. */
  read(mark: string, path: string): ReadMark | 'forged' {
    const end = mark.lastIndexOf('.')
    const said = mark.slice(0, Math.max(end, 0))
    if (!isSame(mark.slice(end + 1), this.#sign('request', said, path))) return 'forged'
    const [time, , encoded = ''] = said.split('.')
    if (!(Math.abs(this.#clock.now() - Number(time)) <= longestAgeMs)) return 'forged'
    return { address: Buffer.from(encoded, 'base64url').toString(), proof: this.#sign('answer', said, path) }
  }

  #sign(...parts: readonly string[]): string {
    return createHmac('sha256', this.#key).update(parts.join('\n')).digest('base64url')
  }
}

export function isSame(given: string, right: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(right)]
  return one.length === other.length && timingSafeEqual(one, other)
}
