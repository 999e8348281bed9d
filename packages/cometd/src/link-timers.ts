import type { Clock } from '@chat-transport/core'

/** Starts a timer and returns the function that cancels it. */
export type StartTimer = (run: () => void, delayMs: number) => () => void

/**
 * The timers of one link. They are cancelled when `signal` aborts. A delay of 0 is a message of a `MessageChannel` instead
 * of a timer: CometD sets one before each `/meta/connect`, and hidden tabs slow timers down to one a minute, but no messages.
 * This works without a worker, which a page's CSP could block.
 */
export function linkTimers(clock: Clock, signal: AbortSignal): StartTimer {
  const running = new Set<() => void>()
  signal.addEventListener('abort', () => running.forEach((cancel) => cancel()))

  return (run, delayMs) => {
    if (signal.aborted) return () => undefined
    const finish = () => {
      running.delete(cancel)
      run()
    }
    const stop = delayMs > 0 || !hasMessages() ? clock.after(delayMs, finish) : postTask(finish)
    const cancel = () => {
      running.delete(cancel)
      stop()
    }
    running.add(cancel)
    return cancel
  }
}

/** False in jsdom under Jest and in React Native, where no tab is hidden. */
const hasMessages = () => typeof MessageChannel !== 'undefined'

/** Runs `run` in a new task. Always closes the port, since an open one keeps a Node process alive. */
function postTask(run: () => void): () => void {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => {
    port1.close()
    run()
  }
  port2.postMessage(undefined)
  return () => port1.close()
}
