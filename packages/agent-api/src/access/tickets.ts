import { randomBytes } from 'node:crypto'
import type { Clock } from '@chat-transport/core'
import type { Caller } from './caller.ts'
import { sha256 } from './known-tokens.ts'

/** A page opens its socket right after it has asked for the ticket. */
const ticketMs = 30_000
const mostTickets = 10_000

interface IssuedTicket {
  readonly caller: Caller
  readonly expiresAt: number
}

/**
 * Browsers cannot send a header with a WebSocket, and an address ends up in logs. So its address has a ticket that is good once, and
 * for half a minute.
 */
export class Tickets {
  readonly #clock: Clock
  readonly #issued = new Map<string, IssuedTicket>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  issue(caller: Caller): { readonly ticket: string; readonly expiresInMs: number } {
    this.#forgetOld()
    const ticket = randomBytes(24).toString('base64url')
    this.#issued.set(keyOf(ticket), { caller, expiresAt: this.#clock.monotonic() + ticketMs })
    return { ticket, expiresInMs: ticketMs }
  }

  /** Whose ticket it is. It is of no use afterwards. */
  redeem(ticket: string): Caller | undefined {
    const issued = this.#issued.get(keyOf(ticket))
    this.#issued.delete(keyOf(ticket))
    return issued && issued.expiresAt > this.#clock.monotonic() ? issued.caller : undefined
  }

  /** The oldest come first. */
  #forgetOld(): void {
    const now = this.#clock.monotonic()
    for (const [key, { expiresAt }] of this.#issued) {
      if (expiresAt > now && this.#issued.size < mostTickets) return
      this.#issued.delete(key)
    }
  }
}

const keyOf = (ticket: string) => sha256(ticket).toString('hex')
