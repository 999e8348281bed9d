import { chatChannel } from './bayeux-frame.ts'
import type { CometdSession } from './cometd-library.ts'
import type { EncodedEvent } from './event-encoding.ts'

/** A client as the CometD library knows it, from an accepted handshake to its removal. */
export interface BayeuxSession {
  readonly id: string
  /** Queues events for the client; a held `/meta/connect` returns with all of them at once. */
  deliver(events: readonly EncodedEvent[]): void
  /** Removes the client: what still comes from it is answered `402`, a held `/meta/connect` returns. Any number of times. */
  disconnect(): void
}

export function openSession(session: CometdSession): BayeuxSession {
  let delivering: EncodedEvent | undefined
  session.addExtension({
    outgoing(...[, , message, done]) {
      // Where the library keeps the JSON of a message: what is encoded already, it does not encode again.
      if (delivering) Object.defineProperty(message, '_json', { value: delivering.json })
      done(undefined, message)
    },
  })
  return {
    id: session.id,
    deliver(events) {
      session.batch(() => {
        for (const event of events) {
          delivering = event
          session.deliver(null, chatChannel, event.event)
        }
        delivering = undefined
      })
    },
    disconnect: () => session.disconnect(),
  }
}
