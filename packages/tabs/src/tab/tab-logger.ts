import type { Logger } from '@chat-transport/core'

/** Tells whichever logger is the current one, with `prefix` before each line. */
export function tabLogger(current: () => Logger, prefix = ''): Logger {
  const at =
    (level: keyof Logger): Logger['info'] =>
    (message, ...details) =>
      current()[level](prefix + message, ...details)
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
