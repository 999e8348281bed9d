import { startStopwatch, type Stopwatch } from '../platform/clock.ts'
import type { ChatCommand } from '../protocol/protocol.ts'
import type { OpenLink, SendCommand } from '../transport/link.ts'
import { runLine } from './attached-line.ts'
import type { ConnectionContext } from './connection-context.ts'
import type { MissingIndex } from './event-order.ts'
import { isLostBy, type LineEnd } from './line-end.ts'
import { createLinkRotation } from './link-rotation.ts'
import { createPatience } from './patience.ts'
import { notOpen } from './command-writer.ts'

/** A link that is not the last has to be given up early enough for the next to be open within 4 s. */
const fallbackTimeoutMs = 3500

export interface DialedLine {
  readonly end: LineEnd
  /** Time since the dial. */
  readonly sinceDial: Stopwatch
  /** How long the line was open; `undefined` when it never was. */
  readonly openForMs: number | undefined
  /** Another link has not been tried yet: dial it at once. */
  readonly hasFallback: boolean
  /** That link leads to another server: what this one has said of itself does not hold there. */
  readonly isElsewhere: boolean
}

/** Dials the links of one connection, one line at a time, and sends on the line that is open. */
export function createDialer(context: ConnectionContext) {
  const { clock, name, links, ways, listener, logger, attaches, credentials, connectivity } = context
  const rotation = createLinkRotation(ways)
  const missing: MissingIndex = {}
  const patience = createPatience()
  let open: { readonly send: SendCommand; readonly since: Stopwatch } | undefined

  return {
    /** Dials one line and waits for its end. */
    async dial(attempt: number): Promise<DialedLine> {
      const { current } = rotation
      const isLast = current === links.length - 1
      const { position } = listener
      const attach = attaches.next(position)
      const sinceDial = startStopwatch(clock)
      const link = links[current] as OpenLink
      const called = links.length > 1 ? link.name || `${name} ${current + 1}` : name
      logger.info(`dial ${called} (attempt ${attempt}): ${attach.type} after ${position}`)
      let isAnswered = false
      const end = await runLine(credentials.signing(link), attach, {
        ...context,
        missing,
        patience: patience.next(position),
        openTimeoutMs: isLast ? context.openTimeoutMs : Math.min(context.openTimeoutMs, fallbackTimeoutMs),
        answered(event) {
          isAnswered = true
          attaches.answered(event)
          credentials.answered()
          connectivity.answered()
        },
        caughtUp(send) {
          logger.info(`open after ${Math.round(sinceDial.elapsedMs())} ms`)
          open = { send, since: startStopwatch(clock) }
          rotation.connected()
          connectivity.caughtUp()
        },
      })
      const openForMs = open?.since.elapsedMs()
      open = undefined
      patience.ended(isAnswered && isLostBy('deadline', end))
      const hasFailed = end.type === 'lost' && !isLostBy('wakeup', end) && openForMs === undefined
      const hasFallback = hasFailed && rotation.failed()
      const isElsewhere = hasFallback && ways[rotation.current] === ways[current]
      return { end, sinceDial, openForMs, hasFallback, isElsewhere }
    },
    send: (command: ChatCommand) => (open ? open.send(command) : Promise.reject(notOpen())),
  }
}
export type Dialer = ReturnType<typeof createDialer>
