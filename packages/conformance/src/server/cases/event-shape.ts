import { isText, shapeProblems, type FieldCheck } from '../case/shape.ts'
import { isObject } from '../line/json-object.ts'
import type { JsonObject } from '../line/server-line.ts'

const isString = (value: unknown) => typeof value === 'string'
const maybeString = (value: unknown) => value === undefined || isString(value)

const caused: FieldCheck = ['commandId', 'a string, or absent', maybeString]
const target: FieldCheck = ['target', 'a whole number', Number.isSafeInteger]
const reason: FieldCheck = ['reason', 'a string, or absent', maybeString]
const party: readonly FieldCheck[] = [
  ['party.id', 'a string', isText],
  ['party.name', 'a string', isString],
  ['party.type', 'a string', isText],
]

/** The types of the protocol, by event. `index` and `at` are looked at by P5, errors by P37. */
const checks: Readonly<Record<string, readonly FieldCheck[]>> = {
  EventMessage: [caused, ...party, ['content.type', 'a string', isText], ['draft', 'a string, or absent', maybeString]],
  EventMessageEdited: [caused, ...party, target, ['content.type', 'a string', isText]],
  EventMessageDeleted: [caused, ...party, target],
  EventReaction: [
    caused,
    ...party,
    target,
    ['emoji', 'a string', isText],
    ['on', 'true or false', (value) => typeof value === 'boolean'],
  ],
  EventMessagePart: [
    ...party,
    ['draft', 'a string', isString],
    ['offset', 'a whole number', Number.isSafeInteger],
    ['text', 'a string', isString],
  ],
  EventNotice: [caused, ...party, ['notice.name', 'a string', isText]],
  EventUserDataUpdated: [caused, ...party, ['userData', 'an object', isObject]],
  EventParticipantJoined: party,
  EventParticipantLeft: [...party, reason],
  EventSessionEnded: [caused, ['reason', 'a string', isString]],
  EventSessionTaken: [caused],
  EventTranscript: [
    ['commandId', 'a string', isText],
    ['events', 'a list', Array.isArray],
  ],
  EventTyping: [
    ...party,
    ['isTyping', 'true or false', (value) => typeof value === 'boolean'],
    ['text', 'a string, or absent', maybeString],
  ],
  EventRead: [...party, ['upTo', 'a whole number', Number.isSafeInteger]],
  EventError: [caused],
}

/** What does not fit the type of this event, one sentence each. */
export const eventProblems = (event: JsonObject): readonly string[] =>
  shapeProblems(event, checks[String(event.type)] ?? [])
