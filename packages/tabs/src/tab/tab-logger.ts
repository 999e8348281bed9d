import type { Logger } from '@chat-transport/core'

const loggerOf = (at: (level: keyof Logger) => Logger['info']): Logger => ({
  debug: at('debug'),
  info: at('info'),
  warn: at('warn'),
  error: at('error'),
})

/** Tells whichever logger is the current one. */
export const currentLogger = (current: () => Logger): Logger =>
  loggerOf(
    (level) =>
      (...told) =>
        current()[level](...told),
  )

/** For the way to the tab that leads. Nothing there is to be warned of: what is wrong with the line, that tab's own log says. */
export const leaderLinkLogger = (logger: Logger): Logger => ({
  ...loggerOf(
    (level) =>
      (message, ...details) =>
        logger[level](`tabs: ${message}`, ...details),
  ),
  warn: () => undefined,
})
