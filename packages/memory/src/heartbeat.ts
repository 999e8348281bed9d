import { abortableDelay, systemClock } from '@chat-transport/core'
import type { Clock, LinkLine } from '@chat-transport/core'

export interface HeartbeatOptions {
  /** @default systemClock */
  readonly clock?: Clock
  /** How often the far end shows that it is alive: well within the transport's `silenceTimeoutMs`. @default 5000 */
  readonly heartbeatMs?: number
}

/** A back end that has nothing to say is alive all the same, and a line may be silent only so long. Stops with the line. */
export function startHeartbeat(
  line: LinkLine,
  { clock = systemClock, heartbeatMs = 5000 }: HeartbeatOptions = {},
): void {
  void beat()
  async function beat(): Promise<void> {
    while (!line.signal.aborted) {
      await abortableDelay(clock, heartbeatMs, line.signal)
      line.alive()
    }
  }
}
