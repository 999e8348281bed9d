import { describe } from '../checks/guards.ts'
import { ChatError } from '../protocol/errors.ts'
import { isInconclusive } from '../protocol/inconclusive-answers.ts'
import type { EventError } from '../protocol/protocol.ts'
import type { RawEvent } from '../protocol/raw-event.ts'

/** Why a line is over. */
export type LineOutcome =
  | { readonly type: 'lost'; readonly cause: Error; readonly redialAtOnce: boolean }
  /** The attach was refused. */
  | { readonly type: 'refused'; readonly cause: ChatError }
  /** Another page holds the session. */
  | { readonly type: 'taken'; readonly cause: DOMException }
  /** The session's end, this side's `close()`, or, with 152 as the cause, a server that has lost the session's past (T2). */
  | { readonly type: 'over'; readonly cause?: Error }

/** `at` is the line's last proof of life, epoch milliseconds. */
export type LineEnd = LineOutcome & { readonly at: number }

/** A lost line. Its cause is an `Error`, whatever the link gave. */
export function lostBy(thrown: unknown, redialAtOnce = false): LineOutcome {
  const why = typeof thrown === 'string' ? thrown : describe(thrown)
  const cause = thrown instanceof Error ? thrown : new Error(`unable to keep the line: ${why}`, { cause: thrown })
  return { type: 'lost', cause, redialAtOnce }
}

export function taken(): LineOutcome {
  const cause = new DOMException('unable to attach: another page holds this session', 'InvalidStateError')
  return { type: 'taken', cause }
}

/** How an event ends the line that it came on; `undefined` when it does not. */
export function endedBy({ event, type, commandId, code }: RawEvent): LineOutcome | undefined {
  if (type === 'EventSessionEnded') return { type: 'over' }
  if (type === 'EventSessionTaken') return taken()
  const isUnclear = commandId !== undefined && code !== undefined && isInconclusive(code)
  return isUnclear ? lostBy(ChatError.fromEvent(event as EventError)) : undefined
}
