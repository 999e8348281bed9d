/** Hands an error that no log can take to the page's error reporting. */
export function reportFailure(error: unknown): void {
  if (typeof reportError === 'function') reportError(error)
}
