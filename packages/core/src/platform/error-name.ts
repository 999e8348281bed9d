/**
 * An error's name and its numbers (`code`, `status`): what may be logged of an error whose text may be a server's or a
 * visitor's.
 */
export function errorName(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const { name, code, status } = error as Error & Readonly<Record<string, unknown>>
  return [name, code, status].filter((part, place) => !place || typeof part === 'number').join(' ')
}
