import { ChatError, type LineFailure } from '@chat-transport/core'
import type { TabFailure } from './messages.ts'

/** An error, as it can be told to another tab. */
export function toFailure(cause: LineFailure | undefined): TabFailure {
  const { message = 'the line is gone', status, code, retryAfterMs } = cause ?? {}
  return {
    message,
    ...(status !== undefined && { status }),
    ...(code !== undefined && { code }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(ChatError.is(cause) && cause.event && { event: cause.event }),
  }
}

/** What another tab has told, as an error again. */
export function fromFailure({ message, event, ...numbers }: TabFailure): LineFailure {
  return event ? ChatError.fromEvent(event) : Object.assign(new Error(message), numbers)
}
