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
  const note = (error: unknown) => (first ??= { error })
  const inPage = (event: Event) => note(event.type === 'error' ? errorOf(event) : reasonOf(event))
  const node = (globalThis as { process?: Partial<NodeEvents> }).process
  for (const name of ['uncaughtException', 'unhandledRejection']) node?.on?.(name, note)
  for (const name of inPages) globalThis.addEventListener?.(name, inPage)
  return {
    async end() {
      await new Promise<void>((resolve) => void systemClock.after(0, resolve)) // they are told at the end of a turn
      for (const name of ['uncaughtException', 'unhandledRejection']) node?.off?.(name, note)
      for (const name of inPages) globalThis.removeEventListener?.(name, inPage)
      return first
    },
  }
}

type Listen = (name: string, listener: (error: unknown) => void) => unknown
interface NodeEvents {
  readonly on: Listen
  readonly off: Listen
}

const inPages = ['error', 'unhandledrejection']
const errorOf = (event: Event) => (event as ErrorEvent).error ?? (event as ErrorEvent).message
const reasonOf = (event: Event) => (event as PromiseRejectionEvent).reason
