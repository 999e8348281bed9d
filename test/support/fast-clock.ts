import { systemClock, type Clock } from '@chat-transport/core'

/** A clock on which time passes this many times faster: what takes minutes is over in seconds, over real sockets. */
export function fastClock(factor: number): Clock {
  const since = systemClock.now()
  const begun = systemClock.monotonic()
  const passedMs = () => (systemClock.monotonic() - begun) * factor
  return {
    now: () => Math.floor(since + passedMs()),
    monotonic: passedMs,
    after: (delayMs, run) => systemClock.after(delayMs / factor, run),
    random: () => systemClock.random(),
  }
}
