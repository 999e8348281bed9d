import type { Logger } from '@chat-transport/core'

/**
 * Logs the life of one line: opened, attached or refused, slowed down, lost or closed. Lines are numbered, because their
 * ids authorize. Events, commands and addresses are never logged.
 */
export interface LineLog {
  opened(): void
  attached(): void
  /** `answer` is the answer's type, or its error code. */
  refused(answer: string): void
  /** The client sends faster than it may. Logged once per line. */
  slowed(): void
  /** The connection broke, or the client was silent. Only the first end of a line is logged. */
  lost(cause: string): void
  /** The line ended for another reason. Only the first end of a line is logged. */
  closed(cause: string): void
}

export type StartLineLog = (transport: 'websocket' | 'long-polling') => LineLog

/** Numbers the lines of one server. */
export function createLineLogs(logger: Logger): StartLineLog {
  let lines = 0
  return (transport) => {
    const name = `line ${(lines += 1)} (${transport})`
    let isSlowed = false
    let isOver = false
    const end = (text: string) => {
      if (!isOver) logger.info(`${name} ${text}`)
      isOver = true
    }
    return {
      opened: () => logger.info(`${name} opened`),
      attached: () => logger.info(`${name} attached`),
      refused: (answer) => logger.info(`${name} attach refused: ${answer}`),
      slowed() {
        if (!isSlowed) logger.warn(`${name} sends too fast: it is read more slowly`)
        isSlowed = true
      },
      lost: (cause) => end(`lost: ${cause}`),
      closed: (cause) => end(`closed: ${cause}`),
    }
  }
}
