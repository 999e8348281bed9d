import type { Party, TranscriptCommand } from '@chat-transport/core'
import type { EventDraft } from '../application/event-draft.ts'

/** The event by which a command of the visitor takes effect. */
export function commandDraft(command: TranscriptCommand, party: Party, at: number): EventDraft {
  const caused = { at, commandId: command.id }
  switch (command.type) {
    case 'SendMessage':
      return { type: 'EventMessage', party, content: command.content, ...caused }
    case 'EditMessage':
      return { type: 'EventMessageEdited', party, target: command.target, content: command.content, ...caused }
    case 'DeleteMessage':
      return { type: 'EventMessageDeleted', party, target: command.target, ...caused }
    case 'React':
      return { type: 'EventReaction', party, target: command.target, emoji: command.emoji, on: command.on, ...caused }
    case 'SendNotice':
      return { type: 'EventNotice', party, notice: command.notice, ...caused }
    case 'UpdateUserData':
      return { type: 'EventUserDataUpdated', party, userData: command.userData, ...caused }
    case 'LeaveSession':
      return { type: 'EventSessionEnded', reason: 'left', ...caused }
  }
}
