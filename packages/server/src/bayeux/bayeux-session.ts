import { chatChannel } from './bayeux-frame.ts'
import type { CometdSession } from './cometd-library.ts'
import type { EncodedMessages } from './event-encoding.ts'

/** A client of the CometD library, from its accepted handshake to its removal. */
export interface BayeuxSession {
  readonly id: string
  /** Queues events for the client. A held `/meta/connect` returns with all of them. */
  deliver(events: readonly EncodedMessages[]): void
  /** Removes the client: a held `/meta/connect` returns, and later messages are answered `402`. May be called again. */
  disconnect(): void
}

export function openSession(session: CometdSession): BayeuxSession {
  let delivering: EncodedMessages | undefined
  session.addExtension({
    outgoing(...[, , message, done]) {
      // The library keeps the JSON of a message in this property, and then does not look at the message's data.
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
          session.deliver(null, chatChannel, null)
        }
        delivering = undefined
      })
    },
    disconnect: () => session.disconnect(),
  }
}
