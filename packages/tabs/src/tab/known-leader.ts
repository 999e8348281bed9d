/** `since`: when it began to lead, epoch milliseconds. */
export interface KnownLeader {
  readonly id: string
  readonly since: number
}

/** Who leads, as far as a tab has heard. */
export function createLeaderNews() {
  const listeners = new Set<() => void>()
  let current: KnownLeader | undefined
  /** When the newest leader that was heard of began. */
  let newest = 0
  return {
    get current() {
      return current
    },
    /** Calls `listener` when another tab leads, or none. */
    onChange(listener: () => void): () => void {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    /** Later than any leader before, also where the clock has been set back. */
    nextSince: (now: number) => Math.max(now, newest + 1),
    isOutdated: (since: number) => current !== undefined && current.since > since,
    set(next: KnownLeader | undefined) {
      const before = current
      current = next
      newest = Math.max(newest, next?.since ?? 0)
      if (next?.id === before?.id && next?.since === before?.since) return
      for (const listener of [...listeners]) listener()
    },
  }
}
