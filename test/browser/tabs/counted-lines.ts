import { seeFirst } from '../../support/see-first.ts'
import type { RunningServer } from '../../support/start-server.ts'

/** The lines of visitors, as the server sees them: their WebSockets. */
export interface CountedLines {
  /** How many are open now. */
  readonly open: number
  /** How many have been open at once, at most. */
  readonly most: number
}

export function countLines({ httpServer }: RunningServer): CountedLines {
  let open = 0
  let most = 0
  seeFirst(httpServer, 'upgrade', (_request, socket) => {
    open += 1
    most = Math.max(most, open)
    socket.once('close', () => (open -= 1))
  })
  return {
    get open() {
      return open
    },
    get most() {
      return most
    },
  }
}
