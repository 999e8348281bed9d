import type { Clock } from '@chat-transport/core'

interface Bound {
  readonly clock: Clock
  readonly timeoutMs: number
  readonly tooLate: () => Error
}

/**
 * What `running` comes to, unless that takes too long: then it rejects with what `tooLate` returns. For other packages of this project.
 */
export async function within<Result>(
  running: Result | Promise<Result>,
  { clock, timeoutMs, tooLate }: Bound,
): Promise<Awaited<Result>> {
  let stopTimer: () => void = () => undefined
  const late = new Promise<never>((_resolve, reject) => {
    stopTimer = clock.after(Math.max(0, timeoutMs), () => reject(tooLate()))
  })
  try {
    return await Promise.race([running, late])
  } finally {
    stopTimer()
  }
}
