import {
  boolean,
  fields,
  type Guard,
  guard,
  milliseconds,
  number,
  object,
  oneOf,
  optional,
  string,
  tagged,
  wholeNumber,
} from '../checks/guards.ts'
import { messageContent } from '../protocol/content-guards.ts'
import type { TranscriptCommand } from '../protocol/protocol.ts'

const text = fields({ type: oneOf('text'), text: string })

/** What each command that can be saved has to look like. */
const commands: { readonly [Type in TranscriptCommand['type']]: Guard } = {
  SendMessage: fields({ id: string, content: messageContent }),
  SendNotice: fields({ id: string, notice: fields({ name: string }) }),
  UpdateUserData: fields({ id: string, userData: object }),
  EditMessage: fields({ id: string, target: wholeNumber(1), content: text }),
  DeleteMessage: fields({ id: string, target: wholeNumber(1) }),
  React: fields({ id: string, target: wholeNumber(1), emoji: string, on: boolean }),
  LeaveSession: fields({ id: string }),
}

/** A saved command: whoever can write into the storage could have made it, so it is checked like what a server sends. */
export const savedCommand = fields({
  at: milliseconds,
  after: wholeNumber(0),
  command: tagged(
    commands,
    guard('a command to save', () => false),
  ),
  failed: optional(fields({ code: optional(number), description: string })),
})
