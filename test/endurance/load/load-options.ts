import { wholeNumber } from '../support/whole-number.ts'

export interface LoadOptions {
  readonly sessions: number
  /** How long each of the two phases lasts. */
  readonly seconds: number
  /** From an answer to the next question. */
  readonly pauseMs: number
  readonly timeoutMs: number
}

/** What `npm run load` was told (it sets the environment), or the small load that is part of every test run. */
export function loadOptions({ LOAD_SESSIONS, LOAD_SECONDS, LOAD_PAUSE }: NodeJS.ProcessEnv): LoadOptions {
  const sessions = wholeNumber('--sessions', LOAD_SESSIONS ?? '100')
  const seconds = wholeNumber('--seconds', LOAD_SECONDS ?? '4')
  const pauseMs = wholeNumber('--pause', LOAD_PAUSE ?? '100')
  return { sessions, seconds, pauseMs, timeoutMs: 60_000 + seconds * 4_000 + sessions * 50 }
}
