import type { Clock, PlannedRetry, SessionStatus } from '@chat-transport/core'

/** What is wrong with the line, where it helps to know it. */
export type Banner =
  | {
      /** `unreachable`: there has been no line yet. */
      readonly kind: 'interrupted' | 'unreachable'
      /** Until the next attempt, counted down; 0 while it is made, or when none is planned. */
      readonly retryInSeconds: number
    }
  /** For a moment, after an interruption. */
  | { readonly kind: 'continued' }

const goodNewsMs = 3_000

/** Attempts that may fail before anybody hears of it: the first ones are a moment apart. */
const quietAttempts = 2

/** Which trouble is to be shown. A short gap is nobody's business: only the SDK's `interrupted` is. */
function troubleOf(status: SessionStatus, retry: PlannedRetry | undefined): 'interrupted' | 'unreachable' | undefined {
  if (status === 'interrupted') return 'interrupted'
  return status === 'connecting' && retry && retry.attempt > quietAttempts ? 'unreachable' : undefined
}

/** Says what `show` is to show, and counts down. One timer, which belongs to what is shown. */
export function createLineBanner(clock: Clock, show: (banner: Banner | undefined) => void) {
  let status: SessionStatus = 'connecting'
  let retry: PlannedRetry | undefined
  let shown: Banner | undefined
  let cancel = () => undefined as void

  const say = (banner: Banner | undefined) => {
    cancel()
    shown = banner
    show(banner)
  }
  const showTrouble = (kind: 'interrupted' | 'unreachable') => {
    const leftMs = retry ? Math.max(0, retry.at - clock.now()) : 0
    say({ kind, retryInSeconds: Math.ceil(leftMs / 1_000) })
    if (leftMs > 0) cancel = clock.after(leftMs % 1_000 || 1_000, () => showTrouble(kind))
  }
  const update = () => {
    const trouble = troubleOf(status, retry)
    if (trouble) return showTrouble(trouble)
    if (shown?.kind === 'interrupted' && status === 'connected') {
      say({ kind: 'continued' })
      cancel = clock.after(goodNewsMs, () => say(undefined))
    } else if (shown?.kind !== 'continued' || status !== 'connected') say(undefined)
  }

  return {
    statusIs(current: SessionStatus): void {
      if (current === status) return
      status = current
      if (current === 'connected') retry = undefined
      update()
    },
    willRetry(planned: PlannedRetry): void {
      retry = planned
      update()
    },
    /** For another session, or none. */
    reset(): void {
      status = 'connecting'
      retry = undefined
      say(undefined)
    },
  }
}
