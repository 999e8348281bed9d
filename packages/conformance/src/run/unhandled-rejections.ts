import { systemClock } from '@chat-transport/core'

/** Promises that are rejected while nobody waits for them. */
export interface UnhandledRejections {
  /** Stops watching. Resolves with what the first one was rejected with, if there was one. */
  end(): Promise<{ readonly reason: unknown } | undefined>
}

/**
 * Watches for them, in Node and in pages. Node ends the process for one that nobody watches for, and with it the run of the kit; a page
 * tells its error monitor.
 */
export function watchUnhandledRejections(): UnhandledRejections {
  let first: { readonly reason: unknown } | undefined
  const note = (reason: unknown) => (first ??= { reason })
  const inPage = (event: Event) => note((event as PromiseRejectionEvent).reason)
  const node = (globalThis as { process?: Partial<NodeJS.Process> }).process
  node?.on?.('unhandledRejection', note)
  globalThis.addEventListener?.('unhandledrejection', inPage)
  return {
    async end() {
      await new Promise<void>((resolve) => void systemClock.after(0, resolve)) // they are told at the end of a turn
      node?.off?.('unhandledRejection', note)
      globalThis.removeEventListener?.('unhandledrejection', inPage)
      return first
    },
  }
}
