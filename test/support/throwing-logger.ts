import type { Logger } from '@chat-transport/core'

const fail = () => {
  throw new Error('the log is full')
}

/** A logger of an application that is broken: whatever it is told, it throws. */
export const throwingLogger: Logger = { debug: fail, info: fail, warn: fail, error: fail }
