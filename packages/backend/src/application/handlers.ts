import { checkArgument, guards } from '@chat-transport/core'

/** Called with the failure of a handler. */
type Failed = (cause: unknown) => void

/** The handlers of one kind of event. A handler that throws or rejects stops neither the others nor the caller. */
export class Handlers<Event> {
  readonly #handlers = new Set<(event: Event) => unknown>()

  /** Registers a handler, and returns the function that unregisters it. `name` is for the error when it is not a function. */
  add(name: string, handler: (event: Event) => unknown): () => void {
    checkArgument(`${name} handler`, handler, guards.aFunction)
    // A new function, so that a handler registered twice is called twice.
    const registered = (event: Event) => handler(event)
    this.#handlers.add(registered)
    return () => void this.#handlers.delete(registered)
  }

  call(event: Event, failed: Failed): void {
    for (const handler of [...this.#handlers]) callSafely(() => handler(event), failed)
  }
}

function callSafely(run: () => unknown, failed: Failed): void {
  try {
    const result = run()
    if (guards.isObject(result)) Promise.resolve(result).catch(failed) // also one of another library
  } catch (cause) {
    failed(cause)
  }
}
