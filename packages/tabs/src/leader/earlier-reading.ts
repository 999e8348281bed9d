import type { EventTranscript, ReadTranscript } from '@chat-transport/core'
import type { SessionCopy } from '../session-copy/session-copy.ts'

/** The most that a server gives at once (P106). */
const mostEvents = 200

export interface EarlierReadingOptions {
  readonly copy: SessionCopy
  newId(): string
  send(command: ReadTranscript): void
  /** More is there, or there is no more to be had. */
  done(): void
}

/** Reads backwards what a tab needs and the leader does not have: one page of events after the other. */
export function createEarlierReading({ copy, newId, send, done }: EarlierReadingOptions) {
  let asked: string | undefined
  /** The server does not give it: tabs begin where there is something. */
  let isRefused = false

  return {
    /** Whether it is worth waiting for. */
    read(): boolean {
      if (isRefused || asked !== undefined) return !isRefused
      asked = newId()
      send({ type: 'ReadTranscript', id: asked, before: copy.from, limit: mostEvents })
      return true
    },
    answered({ commandId, events }: EventTranscript): boolean {
      if (commandId !== asked) return false
      asked = undefined
      copy.prepend(Array.isArray(events) ? events : [])
      done()
      return true
    },
    refused(commandId: string): boolean {
      if (commandId !== asked) return false
      asked = undefined
      isRefused = true
      done()
      return true
    },
    /** The next line begins anew. */
    lost: () => void (asked = undefined),
  }
}
