import type { Clock } from '@chat-transport/core'

/** Waits until `closed` resolves, and calls `cutOff` if that takes longer than `closeTimeoutMs`. */
export async function closeWithin(
  { clock, closeTimeoutMs }: { readonly clock: Clock; readonly closeTimeoutMs: number },
  closed: Promise<unknown>,
  cutOff: () => void,
): Promise<void> {
  const stopTimer = clock.after(closeTimeoutMs, cutOff)
  await closed
  stopTimer()
}
