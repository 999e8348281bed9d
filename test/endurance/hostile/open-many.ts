import { keepHighest, type Counts } from '../support/counts.ts'

/** What becomes of a connection. Each may be called again. */
export interface ConnectionEvents {
  /** The server has shown that it has accepted the connection. */
  accepted(): void
  gone(): void
}

const mostOpen = 12_000
/**
 * Connections that are not accepted wait in the system's queue, before the newcomers. Only the system or a proxy can bound them,
 * so what is tested here is not to fill it.
 */
const mostWaiting = 10

/** Opens connections as fast as the server accepts them, 300 a second at most, and keeps them open. */
export function openMany(achieved: Counts, open: (events: ConnectionEvents) => void): void {
  const all = new Set<object>()
  const waiting = new Set<object>()
  const next = () => {
    if (all.size > mostOpen || waiting.size >= mostWaiting) return
    const connection = {}
    all.add(connection)
    waiting.add(connection)
    open({
      accepted: () => void waiting.delete(connection),
      gone: () => {
        waiting.delete(connection)
        all.delete(connection)
      },
    })
    keepHighest(achieved, 'open at once', all.size)
  }
  setInterval(() => Array.from({ length: 6 }, next), 20)
}
