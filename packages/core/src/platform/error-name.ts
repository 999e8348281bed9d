/** An error's name, and its code if it has one: what may be logged of an error whose text may be a server's or a visitor's. */
export function errorName(error: unknown): string {
  if (!(error instanceof Error)) return error === undefined ? '' : typeof error
  const { name, code } = error as Error & { readonly code?: unknown }
  return typeof code === 'number' ? `${name} ${code}` : name
}
