import type { TransportListener } from '@chat-transport/core'
import { redactError } from '../redaction/redact-error.ts'
import { redactEvent } from '../redaction/redact-event.ts'
import type { Recording } from './recording.ts'

/** The page's listener, with a note of all that it is told and asked. */
export function recordedListener(page: TransportListener, line: number, recording: Recording): TransportListener {
  const { note, timeOf } = recording
  return {
    get position() {
      const after = page.position
      note('position', () => ({ type: 'position', line, after }))
      return after
    },
    ...(page.logger && { logger: page.logger }),
    ...(page.credentials && { credentials: recordedCredentials(page, line, recording) }),
    onEvent(event) {
      note('event', (redaction) => ({ type: 'event', line, event: redactEvent(event, redaction) }))
      page.onEvent(event)
    },
    onConnectivity(change) {
      const { current, previous, since, cause } = change
      note('connectivity', (redaction) => ({
        type: 'connectivity',
        line,
        current,
        previous,
        since: timeOf(since),
        ...(cause && { cause: redactError(cause, redaction) }),
      }))
      page.onConnectivity(change)
    },
    ...(page.onRetry && {
      onRetry(retry) {
        const { attempt, at, cause } = retry
        note('retry', (redaction) => ({
          type: 'retry',
          line,
          attempt,
          due: timeOf(at),
          cause: redactError(cause, redaction),
        }))
        page.onRetry?.(retry)
      },
    }),
  }
}

type Credentials = NonNullable<TransportListener['credentials']>

function recordedCredentials(page: TransportListener, line: number, { note }: Recording): Credentials {
  const given = (auth: unknown) =>
    note('credentials-given', () => ({ type: 'credentials-given', line, given: auth !== undefined }))
  const failed = (error: unknown) =>
    note('credentials-failed', (redaction) => ({
      type: 'credentials-failed',
      line,
      error: redactError(error, redaction),
    }))
  return (request) => {
    const { refused } = request
    note('credentials', (redaction) => ({
      type: 'credentials',
      line,
      ...(refused && { refused: redactError(refused, redaction) }),
    }))
    try {
      const auth = page.credentials?.(request)
      if (!isThenable(auth)) {
        given(auth)
        return auth
      }
      const promise = Promise.resolve(auth) // whatever it is, it is asked once
      promise.then(given, failed)
      return promise
    } catch (error) {
      failed(error)
      throw error
    }
  }
}

/** Promises of other libraries and other windows are none of this one's. */
const isThenable = <Value>(value: Value): value is Extract<Value, PromiseLike<unknown>> =>
  typeof (value as { readonly then?: unknown } | undefined)?.then === 'function'
