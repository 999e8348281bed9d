import type { Logger } from './logger.ts'

/** Returns what warns of each thing once, however often it happens. */
export function createWarnOnce(logger: Logger): Logger['warn'] {
  const told = new Set<string>()
  return (message, ...details) => {
    if (told.size < told.add(message).size) logger.warn(message, ...details)
  }
}
