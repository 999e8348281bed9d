/**
 * Calls `run` once everything that this turn of the event loop leads to without waiting is done, promises included, and before
 * anything else is read: what came of one read of the network can be sent together.
 */
export function atEndOfTurn(run: () => void): void {
  // Node calls what `nextTick` was given when no microtask is left.
  queueMicrotask(() => process.nextTick(run))
}
