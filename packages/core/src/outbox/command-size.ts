import { toJson } from '../platform/to-json.ts'
import { utf8Bytes } from '../platform/utf8-bytes.ts'
import type { ChatCommand } from '../protocol/protocol.ts'

/** The value as it will travel: what the caller changes in it later is not sent. A `TypeError` when JSON cannot hold it. */
export function jsonSnapshot<Value>(value: Value, name: string): Value {
  try {
    return JSON.parse(toJson(value)) as Value
  } catch (cause) {
    throw new TypeError(`${name}: expected what JSON can hold: ${String(cause)}`, { cause })
  }
}

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
