import { eventTypeRow } from './event-types.ts'

/** What a connection needs to know of an event before anybody has checked it. Read once, when the event arrives. */
export interface RawEvent {
  /** The event, unchanged. */
  readonly event: unknown
  readonly type?: string
  /** Its place in the transcript. An event of a type that this version does not know may have one too. */
  readonly index?: number
  readonly commandId?: string
  /** The code of an `EventError` that can be read. */
  readonly code?: number
}

export function readRawEvent(event: unknown): RawEvent {
  const fields = (event ?? {}) as { readonly [field: string]: unknown }
  const type = textOf(fields.type)
  const commandId = textOf(fields.commandId)
  const code = type === 'EventError' ? (fields.error as { code?: unknown } | null | undefined)?.code : undefined
  const hasPlace = isPlace(fields.index) && eventTypeRow(type)?.indexed !== false
  return {
    event,
    ...(type !== undefined && { type }),
    ...(hasPlace && { index: Number(fields.index) }),
    ...(commandId !== undefined && { commandId }),
    ...(typeof code === 'number' && { code }),
  }
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined)
const isPlace = (index: unknown) => Number.isSafeInteger(index) && Number(index) > 0

/** An event in a log: its type, index and command, never what it holds. */
export const nameOf = ({ type = 'an event without a type', index, commandId }: RawEvent): string =>
  [type, index, commandId].filter((part) => part !== undefined).join(' ')
