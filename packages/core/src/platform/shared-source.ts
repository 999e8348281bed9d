import { callHandler } from './call-handler.ts'

type Listener<Value> = (value: Value) => void

/**
 * Lets many listen to one source: starts it for the first listener and stops it after the last. Returns what subscribes a
 * listener, which returns what removes it. One that throws does not stop the others.
 */
export function sharedSource<Value>(start: (tell: Listener<Value>) => () => void) {
  const listeners = new Set<Listener<Value>>()
  let stop: () => void = () => undefined
  const tell = (value: Value) => {
    for (const listener of [...listeners]) {
      if (listeners.has(listener)) callHandler(listener, value)
    }
  }
  return (given: Listener<Value>): (() => void) => {
    const listener: Listener<Value> = (value) => given(value) // the same function may subscribe twice
    listeners.add(listener)
    if (listeners.size === 1) stop = start(tell)
    return () => {
      if (listeners.delete(listener) && listeners.size === 0) stop()
    }
  }
}
