import type { Clock } from '../platform/clock.ts'

/** Keeps a flush of queued commands from being a flood: never more than `perSecond` in any one second. */
export function createPacing(clock: Clock, perSecond: number) {
  const limit = Math.max(1, Math.floor(perSecond))
  const windowMs = (1000 * limit) / perSecond
  /** When the commands of the last window went out; those before `head` are older. */
  let sent: number[] = []
  let head = 0
  return {
    /** 0 when a command may go out now, which then counts; else the milliseconds to wait before asking again. */
    take(): number {
      const now = clock.monotonic()
      while (head < sent.length && (sent[head] ?? 0) <= now - windowMs) head++
      if (sent.length - head >= limit) return (sent[head] ?? 0) + windowMs - now
      if (head > sent.length / 2) [sent, head] = [sent.slice(head), 0]
      sent.push(now)
      return 0
    },
  }
}
export type Pacing = ReturnType<typeof createPacing>
