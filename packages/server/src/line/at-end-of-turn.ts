/**
 * Calls `run` once everything that this turn of the event loop leads to without waiting is done, promises included, and before
 * anything else is read: what came of one read of the network can be sent together. `run` does not throw.
 */
export function atEndOfTurn(run: () => void): void {
  if (due.push(run) === 1) void settled.then(waitForMicrotasks)
}

let due: (() => void)[] = []
const settled = Promise.resolve()

/** Node calls what `nextTick` was given when no microtask is left. */
function waitForMicrotasks(): void {
  process.nextTick(runAll)
}

function runAll(): void {
  const runs = due
  due = []
  for (const run of runs) run()
}
