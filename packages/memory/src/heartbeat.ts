import { abortableDelay, systemClock } from '@chat-transport/core'
import type { Clock, LinkLine } from '@chat-transport/core'

/** How often a line that is idle shows that it is alive. */
export interface HeartbeatOptions {
  /** @default systemClock */
  readonly clock?: Clock
  /** The time between two signs of life: well within the transport's `silenceTimeoutMs`. @default 5000 */
  readonly heartbeatMs?: number
}

/** Shows that the line is alive while the back end has nothing to say, until the line ends. */
export function startHeartbeat(
  line: LinkLine,
  { clock = systemClock, heartbeatMs = 5000 }: HeartbeatOptions = {},
): void {
  void beat()
  async function beat(): Promise<void> {
    while (!line.signal.aborted) {
      await abortableDelay(clock, heartbeatMs, line.signal)
      if (!line.signal.aborted) line.alive()
    }
  }
}
