import type { AttachCommand, EventAttached, Party } from '../protocol/protocol.ts'

/** Who the session is, as its last attach answer says; before the first one, as the attach itself says. */
export function createSessionIdentity(attach: AttachCommand) {
  let attached: EventAttached | undefined
  return {
    get attached() {
      return attached
    },
    get sessionId() {
      return attached?.sessionId ?? ('sessionId' in attach ? attach.sessionId : '')
    },
    get party() {
      return attached?.party ?? nobody
    },
    onAttached(event: EventAttached) {
      attached = event
    },
  }
}

/** A page gets a session once it is attached or has ended: it sees this only over a transport that breaks its contract. */
const nobody: Party = { id: '', name: '', type: 'client' }
