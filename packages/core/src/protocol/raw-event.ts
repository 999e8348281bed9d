import { place } from '../checks/guards.ts'
import { eventTypeRow } from './event-types.ts'

/** What a connection needs to know of an event before anybody has checked it. Read once, when the event arrives. */
export interface RawEvent {
  /** The event, unchanged. */
  readonly event: unknown
  readonly type: string | undefined
  /** Its place in the transcript. An event of a type that this version does not know may have one too. */
  readonly index: number | undefined
  readonly commandId: string | undefined
  /** The code of an `EventError` that can be read. */
  readonly code: number | undefined
}

export function readRawEvent(event: unknown): RawEvent {
  const given = (event ?? {}) as { readonly [field: string]: unknown }
  const type = textOf(given.type)
  const error = given.error as { code?: unknown } | null | undefined
  return {
    event,
    type,
    index: place(given.index, '') || eventTypeRow(type)?.indexed === false ? undefined : (given.index as number),
    commandId: textOf(given.commandId),
    code: type === 'EventError' && typeof error?.code === 'number' ? error.code : undefined,
  }
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined)

/** An event in a log: its type, index and command, never what it holds. */
export const nameOf = ({ type = 'an event without a type', index, commandId }: RawEvent): string =>
  [type, index, commandId].filter((part) => part !== undefined).join(' ')
