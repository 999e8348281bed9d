import { ChatError } from '@chat-transport/core'
import type { RecordedError } from '../format/session-log.ts'
import { redactEvent } from './redact-event.ts'
import type { Redaction } from './redaction.ts'
import { text } from './redactors.ts'

/** Names that this SDK and platforms give. Any other may say anything. */
const knownNames = new Set([
  'ChatError',
  'Error',
  'AggregateError',
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
  'AbortError',
  'InvalidStateError',
  'NetworkError',
  'NotAllowedError',
  'QuotaExceededError',
  'SecurityError',
  'TimeoutError',
])

/** An error may be its own cause. */
const mostCauses = 3

/** What a log shows of an error: its kind and its numbers. */
export function redactError(error: unknown, redaction: Redaction, causes = mostCauses): RecordedError {
  const shown = (message: unknown) => String(text('errors')(String(message), redaction))
  if (!(error instanceof Error)) return { name: typeof error, text: shown(error) }
  const { name, message, cause, code, status, retryAfterMs } = error as Error & Readonly<Record<string, unknown>>
  return {
    name: knownNames.has(name) || redaction.keeps('errors') ? name : 'Error',
    text: shown(ChatError.is(error) ? error.description : message),
    ...numbers({ code, status, retryAfterMs }),
    ...eventOf(error, redaction),
    ...(cause !== undefined && causes > 0 && { cause: redactError(cause, redaction, causes - 1) }),
  }
}

const eventOf = (error: Error, redaction: Redaction) =>
  ChatError.is(error) && error.event ? { event: redactEvent(error.event, redaction) } : {}

const numbers = (given: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => Number.isFinite(value))) as Readonly<
    Record<string, number>
  >
