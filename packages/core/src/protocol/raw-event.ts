const passing: readonly unknown[] = ['EventAttached', 'EventTyping', 'EventRead', 'EventError', 'EventSessionTaken']

/** An event's place in the transcript, when it has one; events of types nobody here knows may have one too. */
export function placeOf(event: unknown): number | undefined {
  const { type, index } = (event ?? {}) as { type?: unknown; index?: unknown }
  return Number.isSafeInteger(index) && Number(index) > 0 && !passing.includes(type) ? Number(index) : undefined
}
