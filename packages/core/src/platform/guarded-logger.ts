import type { Clock } from './clock.ts'
import { errorName } from './error-name.ts'
import type { Logger } from './logger.ts'
import { reportFailure } from './report-failure.ts'

/** How many lines a log keeps. */
const keptSteps = 200

/** A logger that also keeps its last 200 lines, without details: of an error only its name and numbers. */
export interface Log extends Logger {
  /** One line a step, the oldest first: seconds before `now`, level, text. */
  steps(now: number): readonly string[]
}

/** Those that need no guard any more. */
const logs = new WeakSet<Logger>()

/** A logger whose own failures harm no chat: they go to the page's error reporting, since no log can take them. */
export const guardedLogger = (logger: Logger): Logger => (logs.has(logger) ? logger : createLog(logger))

/** Guards `logger`, where there is one; keeps its lines where there is a `clock` to date them. */
export function createLog(logger: Logger | undefined, clock?: Clock): Log {
  const kept: { readonly at: number; readonly text: string }[] = []
  const at =
    (level: keyof Logger) =>
    (message: string, ...details: unknown[]) => {
      if (clock) {
        let text = `${level} ${message}`
        for (const detail of details) text += ` ${errorName(detail)}`
        kept.push({ at: clock.now(), text })
      }
      if (kept.length > keptSteps) kept.shift()
      try {
        logger?.[level](message, ...details)
      } catch (error) {
        reportFailure(error)
      }
    }
  const log: Log = {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    steps: (now) => kept.map((step) => `${((step.at - now) / 1000).toFixed(1)} s ${step.text}`),
  }
  logs.add(log)
  return log
}
