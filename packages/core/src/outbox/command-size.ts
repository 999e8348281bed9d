import { toJson } from '../platform/to-json.ts'
import { utf8Bytes } from '../platform/utf8-bytes.ts'
import type { ChatCommand } from '../protocol/protocol.ts'

/** A `RangeError` for a command that the server would not take. `limitBytes`: of its JSON, in UTF-8. */
export function checkSize(command: ChatCommand, limitBytes: number): void {
  const json = toJson(command)
  // No UTF-16 unit needs more than three bytes: a short command is not encoded to be measured.
  if (json.length * 3 <= limitBytes) return
  const bytes = utf8Bytes(json)
  if (bytes > limitBytes) {
    throw new RangeError(`unable to send ${command.type}: it takes ${bytes} bytes, the server accepts ${limitBytes}`)
  }
}
