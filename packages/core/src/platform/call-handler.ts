import { type Logger, silentLogger } from './logger.ts'
import { reportFailure } from './report-failure.ts'

/** Calls a handler of the page. What it throws goes to the logger and to the page's own error reporting, never to the caller. */
export function callHandler<Payload>(
  handler: (payload: Payload) => void,
  payload: Payload,
  logger: Logger = silentLogger,
): void {
  try {
    handler(payload)
  } catch (error) {
    logger.error('a handler threw', error)
    reportFailure(error)
  }
}
