/** Where the SDK tells developers what it does: `info` tells the story, `debug` every input. `console` fits. Contents, names and secrets are never logged. */
export interface Logger {
  /** Every step. */
  debug(message: string, ...details: unknown[]): void
  /** What tells the story: dial, attach, lost, retry. */
  info(message: string, ...details: unknown[]): void
  /** Something is not as it should be; the chat goes on. */
  warn(message: string, ...details: unknown[]): void
  /** Something has failed, such as a handler of the application. */
  error(message: string, ...details: unknown[]): void
}

const ignore = () => undefined

/** Says nothing: the default. */
export const silentLogger: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore }
