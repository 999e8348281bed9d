/** The longest time for a case, which waits for several things. A case that takes longer hangs in a verb of the far side. */
export const caseLimitMs = (deadlineMs: number): number => 30 * deadlineMs

/** The longest time for a reset of the far side, before a case and after it. */
export const resetLimitMs = (deadlineMs: number): number => caseLimitMs(deadlineMs) / 3

/** A deadline grows by itself on a slow wire, but not beyond this many times what was asked for. */
export const mostTimesDeadline = 5
