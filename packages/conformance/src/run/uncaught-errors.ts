import { systemClock } from '@chat-transport/core'

/** Errors that nobody catches: thrown in a timer or a listener, or those of a promise that nobody waits for. */
export interface UncaughtErrors {
  /** Stops watching. Resolves with the first one, if there was one. */
  end(): Promise<{ readonly error: unknown } | undefined>
}

/**
 * Watches for them, in Node and in pages. Node ends the process for one that nobody watches for, and with it the run of the kit; a page
 * tells its error monitor.
 */
export function watchUncaughtErrors(): UncaughtErrors {
  let first: { readonly error: unknown } | undefined
  const note = (error: unknown) => void (first ??= { error })
  if (watching.size === 0) setListening('on')
  watching.add(note)
  return {
    async end() {
      await new Promise<void>((resolve) => void systemClock.after(0, resolve)) // they are told at the end of a turn
      watching.delete(note)
      if (watching.size === 0) setListening('off')
      return first
    },
  }
}

/** All that watch at the moment: runs of the kit may go on beside each other, and Node warns of more than 10 listeners. */
const watching = new Set<(error: unknown) => void>()
const noteInAll = (error: unknown) => watching.forEach((note) => note(error))

function setListening(onOrOff: 'on' | 'off'): void {
  const node = (globalThis as { process?: Partial<NodeEvents> }).process
  for (const name of ['uncaughtException', 'unhandledRejection']) node?.[onOrOff]?.(name, noteInAll)
  const inPage = onOrOff === 'on' ? 'addEventListener' : 'removeEventListener'
  for (const name of ['error', 'unhandledrejection']) globalThis[inPage]?.(name, noteInPage)
}

const noteInPage = (event: Event) => noteInAll(event.type === 'error' ? errorOf(event) : reasonOf(event))
const errorOf = (event: Event) => (event as ErrorEvent).error ?? (event as ErrorEvent).message
const reasonOf = (event: Event) => (event as PromiseRejectionEvent).reason

type Listen = (name: string, listener: (error: unknown) => void) => unknown
interface NodeEvents {
  readonly on: Listen
  readonly off: Listen
}
