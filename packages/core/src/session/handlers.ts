import { checkArgument } from '../checks/check-argument.ts'
import { aFunction } from '../checks/guards.ts'
import { callHandler } from '../platform/call-handler.ts'
import type { Logger } from '../platform/logger.ts'

/** Called with one event object. What it throws is logged, and stops nobody else. */
export type EventHandler<Payload> = (event: Payload) => void

/** The handlers of one event. */
export function createHandlers<Payload>(logger: Logger) {
  const handlers = new Set<{ readonly handler: EventHandler<Payload> }>()
  return {
    get size() {
      return handlers.size
    },
    /** Adds one; returns the function that removes it. */
    add(handler: EventHandler<Payload>): () => void {
      checkArgument('handler', handler, aFunction)
      const registration = { handler }
      handlers.add(registration)
      return () => void handlers.delete(registration)
    },
    call(payload: Payload): void {
      for (const registration of [...handlers]) {
        if (handlers.has(registration)) callHandler(registration.handler, payload, logger)
      }
    },
  }
}
