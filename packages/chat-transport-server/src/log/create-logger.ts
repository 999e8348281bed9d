import type { Logger } from '@chat-transport/core'
import { destination, pino, type Logger as Pino } from 'pino'
import { PinoPretty } from 'pino-pretty'

export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** `auto`: text on a terminal, else JSON. */
  readonly format: 'auto' | 'json' | 'text'
  readonly isTerminal: boolean
}

/** A logger that writes to the standard output, each line before the call returns: none is lost when the process ends. */
export function createLogger({ level, format, isTerminal }: LogOptions): Logger {
  const isText = format === 'text' || (format === 'auto' && isTerminal)
  const stream = isText
    ? PinoPretty({ sync: true, colorize: isTerminal, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss.l' })
    : destination({ fd: 1, sync: true })
  return adapted(pino({ level, base: { pid: process.pid } }, stream))
}

/** The SDK's lines are a text and what belongs to it: an error, or something else. */
export function adapted(log: Pick<Pino, keyof Logger>): Logger {
  const at =
    (level: keyof Logger) =>
    (message: string, ...details: unknown[]) => {
      const err = details.find((detail) => detail instanceof Error)
      const others = details.filter((detail) => detail !== err)
      log[level]({ ...(err !== undefined && { err }), ...(others.length > 0 && { details: others }) }, message)
    }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
