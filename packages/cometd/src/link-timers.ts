import type { Clock } from '@chat-transport/core'

/** Starts a timer and returns the function that cancels it. */
export type StartTimer = (run: () => void, delayMs: number) => () => void

/**
 * The timers of one link, all gone once `signal` has aborted. cometd puts a timer of no delay before each
 * `/meta/connect`; hidden tabs throttle timers to one a second and later to one a minute, but not the messages of a
 * `MessageChannel`, so a delay of zero becomes one of these. No worker is needed, which a page's CSP could block.
 */
export function linkTimers(clock: Clock, signal: AbortSignal): StartTimer {
  const running = new Set<() => void>()
  signal.addEventListener('abort', () => running.forEach((cancel) => cancel()), { once: true })

  return (run, delayMs) => {
    if (signal.aborted) return () => undefined
    const finish = () => {
      running.delete(cancel)
      run()
    }
    const stop = delayMs > 0 ? clock.after(delayMs, finish) : postTask(finish)
    const cancel = () => {
      running.delete(cancel)
      stop()
    }
    running.add(cancel)
    return cancel
  }
}

/** Runs `run` in a task of its own. The port is closed either way: an open one would keep a Node process alive. */
function postTask(run: () => void): () => void {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => {
    port1.close()
    run()
  }
  port2.postMessage(undefined)
  return () => port1.close()
}
