import type { Clock } from './clock.ts'
import { errorName } from './error-name.ts'
import { guardedLogger } from './guarded-logger.ts'
import type { Logger } from './logger.ts'

/** How many steps a trace keeps. */
export const keptSteps = 200

/** A logger that also keeps its last 200 lines, without details: of an error only its name and code. */
export interface Trace extends Logger {
  /** One line a step, the oldest first: seconds before now, level, text. */
  steps(): readonly string[]
}

export function createTrace(logger: Logger, clock: Clock): Trace {
  const told = guardedLogger(logger)
  const kept: { readonly at: number; readonly text: string }[] = []
  const at =
    (level: keyof Logger) =>
    (message: string, ...details: unknown[]) => {
      told[level](message, ...details)
      kept.push({ at: clock.now(), text: [level, message, ...details.map(errorName)].join(' ') })
      if (kept.length > keptSteps) kept.shift()
    }
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    steps: () => kept.map((step) => `${((step.at - clock.now()) / 1000).toFixed(1)} s ${step.text}`),
  }
}
