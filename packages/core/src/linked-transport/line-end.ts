import { describe } from '../checks/guards.ts'
import { ChatError } from '../protocol/errors.ts'
import { isInconclusive } from '../protocol/inconclusive-answers.ts'
import type { EventError } from '../protocol/protocol.ts'
import type { LineFailure } from '../transport/transport.ts'
import type { RawEvent } from '../protocol/raw-event.ts'

/** Why a line is over. `why` is this side's own word for it, and may be logged: a cause's text may be the server's. */
export type LineOutcome = { readonly why?: string } & (
  | { readonly type: 'lost'; readonly cause: LineFailure; readonly by: LostBy }
  /** The attach was refused. */
  | { readonly type: 'refused'; readonly cause: ChatError }
  /** Another page holds the session. */
  | { readonly type: 'taken'; readonly cause: DOMException }
  /** The session's end, this side's `close()`, or, with 152 as the cause, a server that has lost the session's past (T2). */
  | { readonly type: 'over'; readonly cause?: Error }
)

/**
 * Who ended a lost line: its link; this side, because nothing came in time, because of what came (`answer`, `gap`), or because
 * the page or the network has overtaken it (`wakeup`).
 */
export type LostBy = 'link' | 'deadline' | 'answer' | 'gap' | 'wakeup'

/** `at` is the line's last proof of life, epoch milliseconds. */
export type LineEnd = LineOutcome & { readonly at: number }

/** A lost line. Its cause is an `Error`, whatever the link gave. */
export function lostBy(thrown: unknown): LineOutcome {
  const cause = thrown instanceof Error ? thrown : notAnError(thrown)
  return { type: 'lost', cause, by: 'link' }
}

const notAnError = (cause: unknown) =>
  new Error(`unable to keep the line: ${typeof cause === 'string' ? cause : describe(cause)}`, { cause })

/** A line that this side gives up. */
export const givenUp = (why: string, by: LostBy, cause?: unknown): LineOutcome => ({
  type: 'lost',
  why,
  cause: new Error(why, { cause }),
  by,
})

export const isLostBy = (by: LostBy, end: LineOutcome): boolean => end.type === 'lost' && end.by === by

export function taken(): LineOutcome {
  const why = 'unable to attach: another page holds this session'
  return { type: 'taken', why, cause: new DOMException(why, 'InvalidStateError') }
}

/** How an event ends the line that it came on; `undefined` when it does not. */
export function endedBy({ event, type, commandId, code }: RawEvent): LineOutcome | undefined {
  if (type === 'EventSessionEnded') return { type: 'over', why: 'the session has ended' }
  if (type === 'EventSessionTaken') return taken()
  const isUnclear = commandId !== undefined && code !== undefined && isInconclusive(code)
  return isUnclear ? lostBy(ChatError.fromEvent(event as EventError)) : undefined
}
