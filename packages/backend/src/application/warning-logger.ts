import { silentLogger, type Logger } from '@chat-transport/core'

/** Tells the console what goes wrong, and nothing else: the default of servers, so that a bot that throws is not silent. */
export const warningLogger: Logger = Object.freeze({
  ...silentLogger,
  warn: (...what: unknown[]) => console.warn(...what),
  error: (...what: unknown[]) => console.error(...what),
})
