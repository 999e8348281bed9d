import { callHandler } from '@chat-transport/core'

/** The handlers of several events, by name. What one throws is reported, and keeps no other from being called. */
export function createHandlers<Events extends object>() {
  type Handler = { readonly name: keyof Events; readonly run: (event: never) => void }
  const registered = new Set<Handler>()
  return {
    /** Returns the function that removes it. */
    add<Name extends keyof Events>(name: Name, run: (event: Events[Name]) => void): () => void {
      const handler: Handler = { name, run }
      registered.add(handler)
      return () => void registered.delete(handler)
    },
    call<Name extends keyof Events>(name: Name, event: Events[Name]): void {
      for (const handler of [...registered]) {
        if (handler.name === name) callHandler(handler.run, event as never)
      }
    },
  }
}
