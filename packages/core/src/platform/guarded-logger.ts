import type { Logger } from './logger.ts'
import { reportFailure } from './report-failure.ts'

/** A logger whose own failures harm no chat: they go to the page's error reporting, since no log can take them. */
export function guardedLogger(logger: Logger): Logger {
  const at =
    (level: keyof Logger) =>
    (...line: Parameters<Logger['info']>) => {
      try {
        logger[level](...line)
      } catch (error) {
        reportFailure(error)
      }
    }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
