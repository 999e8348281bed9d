import type { Party, TranscriptCommand } from '@chat-transport/core'
import type { EventDraft } from '../application/event-draft.ts'

/** The event by which a command of the visitor takes effect. */
export function commandDraft(command: TranscriptCommand, party: Party, at: number): EventDraft {
  const caused = { at, commandId: command.id }
  switch (command.type) {
    case 'SendMessage':
      return { type: 'EventMessage', party, content: command.content, ...caused }
    case 'SendNotice':
      return { type: 'EventNotice', party, notice: command.notice, ...caused }
    case 'UpdateUserData':
      return { type: 'EventUserDataUpdated', party, userData: command.userData, ...caused }
    case 'LeaveSession':
      return { type: 'EventSessionEnded', reason: 'left', ...caused }
  }
}
