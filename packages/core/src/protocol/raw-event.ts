import { isObject, object, string } from '../checks/guards.ts'
import { eventTypes, indexedEvent, type EventTypeRow } from './event-types.ts'
import type { ChatEvent } from './protocol.ts'

/** What there is to know of an event before anybody has checked it. */
export interface RawEvent {
  /** The event, unchanged. */
  readonly event: unknown
  readonly type: string | undefined
  /** What is known of its type. */
  readonly row: EventTypeRow | undefined
  /** Its place in the transcript. An event of a type that this version does not know may have one too. */
  readonly index: number | undefined
  readonly commandId: string | undefined
  /** The code of an `EventError` that can be read. */
  readonly code: number | undefined
}

export function readRawEvent(event: unknown): RawEvent {
  const given = (event ?? {}) as { readonly [field: string]: unknown }
  const type = textOf(given.type)
  const row = type !== undefined && Object.hasOwn(eventTypes, type) ? eventTypes[type as ChatEvent['type']] : undefined
  const index = given.index as number
  const error = given.error as { code?: unknown } | null | undefined
  return {
    event,
    type,
    row,
    index: row?.indexed !== false && Number.isSafeInteger(index) && index > 0 ? index : undefined,
    commandId: textOf(given.commandId),
    code: type === 'EventError' ? numberOf(error?.code) : undefined,
  }
}

const numberOf = (value: unknown) => (typeof value === 'number' ? value : undefined)
const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined)

/**
 * What makes an event unreadable (error 151); `undefined` when it can be read. Fields and types that this version does not
 * know are kept; an unknown type with an `index` only needs a place in the transcript.
 */
export function eventProblem({ event, type, row }: RawEvent): string | undefined {
  if (type === undefined) return (isObject(event) ? string(event.type, 'type') : object(event, 'event'))?.message
  const guard = row?.guard ?? ('index' in (event as object) ? indexedEvent({}) : object)
  return guard(event, '')?.message
}

/** An event in a log: its type, index and command, never what it holds. */
export const nameOf = ({ type = 'an event without a type', index, commandId }: RawEvent): string =>
  [type, index, commandId].filter((part) => part !== undefined).join(' ')
