import type { EventError } from './protocol.ts'

/** Whether `event` is an `EventError` that can be read. */
export function isErrorEvent(event: unknown): event is EventError {
  const { type, error } = (event ?? {}) as { type?: unknown; error?: { code?: unknown } }
  return type === 'EventError' && typeof error?.code === 'number'
}
