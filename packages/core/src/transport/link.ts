import type { Logger } from '../platform/logger.ts'
import type { AttachCommand, ChatCommand } from '../protocol/protocol.ts'
import type { CloseReason } from './transport.ts'

/**
 * Opens one wire to the chat server: the one function most transport authors write. A link never heals itself;
 * `linkedTransport` opens a new one.
 *
 *  L1  puts `attach` on the wire first
 *  L2  hands on everything the far end says, as it arrives, unchanged, answers included
 *  L3  says `lost` (or throws, or rejects) when the connection ends or cannot be trusted; it never reconnects
 *  L4  closes everything when `signal` aborts; there is no other close
 *  L5  commands reach the far end in the order given
 *
 * May return a promise: the line counts as connected only once it has resolved, so a link whose answer arrives on
 * another path than its events resolves with the first proof that the path of the events works (T7).
 */
export type OpenLink = (attach: AttachCommand, line: LinkLine) => SendCommand | Promise<SendCommand>

/**
 * Writes one command. Throwing or rejecting means that the line is lost. So does a promise that stays pending while nothing
 * arrives, for 5 s and the time that the command takes to go up at 2 kB/s: resolve it at the transport's own
 * acknowledgement, or return nothing.
 */
export type SendCommand = (command: ChatCommand) => void | Promise<void>

/** What a link is given to speak to. After `signal` has aborted, the three functions do nothing. */
export interface LinkLine {
  /** One event of the far end. A string is parsed as JSON here; garbage becomes error 151, never a throw. */
  received(event: unknown): void
  /**
   * A sign of life that is no event, on the path that delivers events. `'part'`: a piece of something larger has come or
   * gone, which says nothing of what was sent before it.
   */
  alive(what?: 'part'): void
  /**
   * The line is gone. Any number of times; the first cause counts. The log shows its name and the numbers in `code` and `status`,
   * the page finds in `onRetry` what a `LineFailure` tells.
   */
  lost(cause: unknown): void
  /** Aborts when the line is over. */
  readonly signal: LineSignal
  /** The transport's logger: tell it no contents, no names and no secrets. */
  readonly logger: Logger
}

/** `reason` says whether to say goodbye to the far end (`'detached'`, `'left'`) or not (an `Error`: the line was lost). */
export interface LineSignal extends AbortSignal {
  readonly reason: CloseReason | Error
}
