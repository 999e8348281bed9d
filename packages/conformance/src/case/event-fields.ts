// Read fields of a value that may not be an event.
export const typeOf = (event: unknown): unknown => (event as { type?: unknown } | null | undefined)?.type

export function indexOf(event: unknown): number | undefined {
  const index = (event as { index?: unknown } | null | undefined)?.index
  return Number.isSafeInteger(index) ? (index as number) : undefined
}
export const commandIdOf = (event: unknown): unknown => (event as { commandId?: unknown } | null | undefined)?.commandId

export const codeOf = (event: unknown): unknown =>
  (event as { error?: { code?: unknown } } | null | undefined)?.error?.code
