import { toJson } from '../platform/to-json.ts'
import type { EventParticipantJoined, Party, TranscriptEvent } from '../protocol/protocol.ts'

/** Who is in the chat, as the transcript tells: whoever joined or said something, and has not left since. */
export function createParticipants() {
  const present = new Map<string, Party>()
  let list: readonly Party[] = []
  return {
    /** The same array until somebody comes, goes, or is another than before. */
    get list() {
      return list
    },
    onEvent(event: TranscriptEvent | Omit<EventParticipantJoined, 'index' | 'at'>) {
      if (!('party' in event) || !event.party) return
      const { party } = event
      if (event.type === 'EventParticipantLeft') present.delete(party.id)
      else if (toJson(present.get(party.id)) === toJson(party)) return
      else present.set(party.id, party)
      list = [...present.values()]
    },
  }
}
export type Participants = ReturnType<typeof createParticipants>
