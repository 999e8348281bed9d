import type { ChatEvent } from './protocol.ts'
import {
  boolean,
  count,
  fields,
  type Guard,
  isObject,
  list,
  number,
  optional,
  place,
  positive,
  string,
} from '../checks/guards.ts'

/**
 * The checks behind error 151. Loose: what a type does not name is kept as it is, and so are types nobody here knows; an
 * unknown type with an `index` only has to be placeable in the transcript.
 */
export function eventProblem(event: unknown): string | undefined {
  if (!isObject(event)) return fields({})(event, 'event')
  const { type } = event
  if (typeof type !== 'string') return string(type, 'type')
  const known = Object.hasOwn(shapes, type) ? shapes[type as ChatEvent['type']] : undefined
  return (known ?? ('index' in event ? indexed() : fields({})))(event, '')
}

const party = fields({ id: string, name: string, type: string })
const error = fields({ code: number, description: string })
const readMark = { party, upTo: count }
const notice = fields({ name: string })

function indexed(shape: Readonly<Record<string, Guard>> = {}): Guard {
  return fields({ index: place, at: number, commandId: optional(string), ...shape })
}

const text = fields({ text: string })
const contents: Readonly<Record<string, Guard>> = {
  text,
  remark: text,
  url: fields({ url: string, text: optional(string) }),
}
const content: Guard = (value, path) =>
  fields({ type: string })(value, path) ??
  (isObject(value) && Object.hasOwn(contents, String(value.type))
    ? contents[String(value.type)]?.(value, path)
    : undefined)

const shapes: Readonly<Record<ChatEvent['type'], Guard>> = {
  EventAttached: fields({
    commandId: string,
    sessionId: string,
    party,
    first: count,
    head: count,
    reads: list(fields(readMark)),
    limits: fields({ maxMessageBytes: positive, commandsPerSecond: positive }),
    timeoutMs: number,
    secret: optional(string),
  }),
  EventParticipantJoined: indexed({ party }),
  EventParticipantLeft: indexed({ party, reason: optional(string) }),
  EventMessage: indexed({ party, content }),
  EventNotice: indexed({ party, notice }),
  EventUserDataUpdated: indexed({ party, userData: fields({}) }),
  EventSessionEnded: indexed({ reason: string }),
  EventTyping: fields({ party, isTyping: boolean }),
  EventRead: fields(readMark),
  EventError: fields({ error, commandId: optional(string) }),
  EventSessionTaken: fields({}),
}
