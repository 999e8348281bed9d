import { isObject, object, string } from '../checks/guards.ts'
import { eventTypeRow, indexedEvent } from './event-types.ts'

/**
 * What makes an event unreadable (error 151); `undefined` when it can be read. Fields and types that this version does not
 * know are kept; an unknown type with an `index` only needs a place in the transcript.
 */
export function eventProblem(event: unknown): string | undefined {
  if (!isObject(event)) return object(event, 'event')
  const { type } = event
  if (typeof type !== 'string') return string(type, 'type')
  const guard = eventTypeRow(type)?.guard ?? ('index' in event ? indexedEvent() : object)
  return guard(event, '')
}
