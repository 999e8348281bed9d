import type { ChatSession, SessionEventMap } from '@chat-transport/core'

type Name = keyof typeof registrations
/** One call of a handler. `atMs` is monotonic, so that outages can be measured. */
export type Told = {
  [Event in Name]: { readonly name: Event; readonly event: SessionEventMap[Event]; readonly atMs: number }
}[Name]
import { markOf } from './marks.ts'

const registrations = {
  messageReceived: 'onMessageReceived',
  typing: 'onTyping',
  participantJoined: 'onParticipantJoined',
  participantLeft: 'onParticipantLeft',
  participantUpdated: 'onParticipantUpdated',
  notice: 'onNotice',
  read: 'onRead',
  error: 'onError',
  interrupted: 'onInterrupted',
  continued: 'onContinued',
  statusChanged: 'onStatusChanged',
  sessionEnded: 'onSessionEnded',
} as const satisfies Partial<Record<keyof SessionEventMap, keyof ChatSession>>

/** A session in one page: its object, and all calls of its handlers. */
export interface SessionRecord {
  readonly session: ChatSession
  readonly told: readonly Told[]
  /** The marks of what is shown as failed. The visitor can see it and send it again. */
  readonly failed: ReadonlySet<string>
  /** Calls of handlers after the page detached, or after the session ended. */
  readonly toldLate: readonly Told[]
}

export interface RecordOptions {
  nowMs(): number
  /** Called inside each call of a handler. */
  heard(told: Told): void
}

/** Registers all handlers of a session. */
export function recordSession(session: ChatSession, { nowMs, heard }: RecordOptions): SessionRecord {
  const told: Told[] = []
  const toldLate: Told[] = []
  const failed = new Set<string>()
  let over = false

  const noteFailures = () => {
    for (const { delivery, command } of session.transcript) {
      const mark = delivery === 'failed' && command ? markOf(command) : undefined
      if (mark !== undefined) failed.add(mark)
    }
  }
  const hear = (one: Told) => {
    if (over) toldLate.push(one)
    told.push(one)
    heard(one)
    over ||= one.name === 'sessionEnded' || (one.name === 'statusChanged' && one.event.current === 'closed')
  }
  for (const [name, method] of Object.entries(registrations))
    session[method]((event: unknown) => hear({ name, event, atMs: nowMs() } as Told))
  session.onTranscriptChanged(noteFailures)
  noteFailures()
  return { session, told, failed, toldLate }
}
