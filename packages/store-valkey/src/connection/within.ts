import type { Clock } from '@chat-transport/core'

interface Bound {
  readonly clock: Clock
  readonly delayMs: number
  readonly tooLate: () => Error
}

/** What `running` comes to, unless that takes too long: then it rejects with what `tooLate` returns. */
export async function within<Result>(running: Promise<Result>, { clock, delayMs, tooLate }: Bound): Promise<Result> {
  let stopTimer: () => void = () => undefined
  const late = new Promise<never>((_resolve, reject) => {
    stopTimer = clock.after(Math.max(0, delayMs), () => reject(tooLate()))
  })
  try {
    return await Promise.race([running, late])
  } finally {
    stopTimer()
  }
}
