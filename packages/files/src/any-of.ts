/** Aborts with the first of the signals, and listens to them until it has aborted. */
export function anyOf(...signals: readonly (AbortSignal | undefined)[]): AbortController {
  const scope = new AbortController()
  for (const signal of signals) {
    if (signal?.aborted) scope.abort(signal.reason)
    signal?.addEventListener('abort', () => scope.abort(signal.reason), { signal: scope.signal })
  }
  return scope
}
