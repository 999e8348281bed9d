import type { ChangeCommand, ChangeEvent, TranscriptCommand } from './protocol.ts'

/** A change to the message at index `target`: an event, or a command of the visitor's that no event has settled. */
export type Change = ChangeEvent | ChangeCommand

const changeTypes = /^(EventMessage(Edited|Deleted)|EventReaction|EditMessage|DeleteMessage|React)$/

/** Whether an event, or a command, changes a message instead of being something of its own. */
export const isChange = <One extends { readonly type: string }>(one: One): one is Extract<One, Change> =>
  changeTypes.test(one.type)

/** Whether a command is shown, and kept, when it can no longer be sent. A leave and a change can be asked for again. */
export const isSaid = (command: TranscriptCommand): boolean => command.type !== 'LeaveSession' && !isChange(command)
