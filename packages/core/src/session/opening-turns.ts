import { abortable } from '../platform/deferred.ts'
import { invalidState } from './session-errors.ts'
import type { SessionRuntime } from './session-runtime.ts'

export interface TurnOptions {
  readonly signal?: AbortSignal | undefined
  /** Whether the page has given this opening up. @default its signal has aborted */
  isGivenUp?(): boolean
}

/**
 * Lets one start or restore run at a time, and none beside a live session: throws otherwise. One that was given up does not
 * count: the next waits until it has let go. So an effect that runs, is undone and runs again in one turn gets its session.
 */
export function createOpeningTurns(live: () => SessionRuntime | undefined) {
  const turns: { isGivenUp(): boolean; done: Promise<unknown>; readonly scope: AbortController }[] = []

  const refuseBesideLive = () => {
    if (live()?.state.isLive) throw invalidState('open a session', 'a session is live: leave() or detach() it first')
  }

  return {
    run<Result>({ signal: outer, ...options }: TurnOptions, act: (signal: AbortSignal) => Promise<Result>) {
      const scope = new AbortController()
      const { signal } = scope
      const { isGivenUp = () => signal.aborted } = options
      const abort = () => scope.abort(outer?.reason)
      if (outer?.aborted) abort()
      else outer?.addEventListener('abort', abort, { signal })
      const before = turns.at(-1)
      if (!before) refuseBesideLive()
      else if (!before.isGivenUp()) throw invalidState('open a session', 'another start or restore is under way')
      const own = { isGivenUp, done: Promise.resolve<unknown>(undefined), scope }
      turns.push(own)
      const turn = (async () => {
        try {
          await abortable(before?.done, signal)
          refuseBesideLive()
          await abortable(live()?.over.promise, signal) // The last session's saves.
          return await act(signal)
        } finally {
          turns.splice(turns.indexOf(own), 1)
          outer?.removeEventListener('abort', abort)
        }
      })()
      own.done = Promise.all([before?.done, turn.catch(() => undefined)])
      return turn
    },
    /** Gives up what is under way. */
    abort: (reason: unknown) => turns.forEach(({ scope }) => scope.abort(reason)),
  }
}
