import type { RawSocket } from '../clients/raw-socket.ts'
import { count, type Counts } from '../support/counts.ts'

/** Calls `open`, and calls it again a tenth of a second after the socket that it opened was closed, for ever. */
export function reopening(achieved: Counts, open: (gone: () => void) => Promise<void>): void {
  void open(() => {
    count(achieved, 'sockets closed')
    setTimeout(() => reopening(achieved, open), 100)
  })
}

export interface FloodOptions {
  readonly make: () => Buffer
  readonly written: (bytes: number) => void
  /** How many times it writes at most before it lets others have their turn. */
  readonly atOnce: number
}

/** Writes as much as the network takes, every few milliseconds, until the socket is closed. */
export function flood(raw: RawSocket, { make, written, atOnce }: FloodOptions): void {
  const burst = () => {
    for (let times = 0; times < atOnce; times++) {
      const bytes = make()
      if (!raw.write(bytes)) break
      written(bytes.length)
    }
    if (!raw.socket.destroyed) setTimeout(burst, 10)
  }
  burst()
}
