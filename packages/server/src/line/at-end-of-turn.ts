/**
 * Calls `run` once everything that this turn of the event loop leads to without waiting is done, promises included, and before
 * anything else is read: what came of one read of the network can be sent together.
 */
export function atEndOfTurn(run: () => void): void {
  if (due.push(run) === 1) void settled.then(waitForMicrotasks)
}

let due: (() => void)[] = []
const settled = Promise.resolve()

/** Node calls what `nextTick` was given when no microtask is left. What one throws keeps no other from its turn. */
function waitForMicrotasks(): void {
  const runs = due
  due = []
  for (const run of runs) process.nextTick(run)
}
