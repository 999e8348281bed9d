/** Runs `run` once the current call stack is done. Not by `queueMicrotask`, which the fake timers of Jest hold back. */
export const inMicrotask = (run: () => void): void => void Promise.resolve().then(run)
