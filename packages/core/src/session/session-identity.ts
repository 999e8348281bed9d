import { randomId } from '../platform/random-token.ts'
import type { AttachCommand, EventAttached, EventParticipantUpdated, Party } from '../protocol/protocol.ts'
import type { HeldSession, SavedStart } from '../storage/stored.ts'

/** How a session is opened on the server. */
export interface Opened {
  readonly attach: AttachCommand
  /** The index up to which an earlier page has shown the transcript. */
  readonly seen: number
  /** The start that a stored session came from. */
  readonly startId?: string | undefined
}

/** What the session was opened with, and who it is: as its last attach answer says, and before the first one as the attach itself says. */
export function createSessionIdentity() {
  let opened: AttachCommand | undefined
  let attached: EventAttached | undefined
  let shownUpTo = 0
  let startId: string | undefined
  let secret = ''
  let unopened = randomId()
  return {
    /** The attach that the session was opened with. */
    get attach() {
      return opened
    },
    /** The index up to which an earlier page of this visitor has shown the transcript. */
    get seen() {
      return shownUpTo
    },
    get attached() {
      return attached
    },
    get sessionId() {
      return attached?.sessionId ?? (opened && 'sessionId' in opened ? opened.sessionId : '')
    },
    /** The start that the session came from, if that is known. */
    get startId() {
      return startId
    },
    /** The id of the next start: what is queued before it is saved under it already, so that a reload finds both or neither. */
    get nextStartId() {
      return unopened
    },
    /** What the queue is saved under: the session's id, and until the server has given it, that of its start. */
    get queueId() {
      return this.sessionId || (opened?.id ?? unopened)
    },
    /** What any page of this session may have saved its queue under: one that has no answer yet, under its start. */
    get queueIds(): readonly string[] {
      return startId === undefined ? [this.queueId] : [this.queueId, startId]
    },
    /** What is to be saved: a start, and once it is attached, the session. `position`: how far this page has shown the transcript. */
    held(position: number): HeldSession | SavedStart | undefined {
      if (!attached) return opened?.type === 'StartSession' ? { state: 'starting', id: opened.id, secret } : undefined
      const { sessionId } = attached
      return { state: 'open', sessionId, secret, position: Math.max(shownUpTo, position), startId }
    },
    get party() {
      return attached?.party ?? nobody
    },
    /** A party is known otherwise from this event on. What the transcript says again, the attach answer has said. */
    onUpdated({ party, index }: EventParticipantUpdated) {
      if (party.id === attached?.party.id && index > attached.head) attached = { ...attached, party }
    },
    onOpened({ attach, seen, startId: from }: Opened) {
      opened = attach
      startId = attach.type === 'StartSession' ? attach.id : from
      shownUpTo = seen
      secret = attach.secret
      attached = undefined
    },
    /** What was stored is no session any more, and another is to be started. */
    onExpired() {
      opened = undefined
      unopened = randomId()
    },
    onAttached(event: EventAttached) {
      attached = event
      secret = event.secret ?? secret
    },
  }
}

export type SessionIdentity = ReturnType<typeof createSessionIdentity>

/** Before the first attach answer. */
const nobody: Party = { id: '', name: '', type: 'client' }
