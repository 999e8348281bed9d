import { callHandler } from '../platform/call-handler.ts'
import type { Logger } from '../platform/logger.ts'
import type { TransportListener } from './transport.ts'

/** A listener that may be told anything at any time. */
export type GuardedListener = Required<Omit<TransportListener, 'logger' | 'credentials'>>

/** Builds T9 into a listener: it is told nothing once `signal` has aborted. What it throws harms no line. */
export function guardedListener(
  page: TransportListener,
  { signal, logger }: { readonly signal: AbortSignal; readonly logger: Logger },
): GuardedListener {
  const guarded = (tell: () => void) => {
    if (!signal.aborted) callHandler(tell, undefined, logger)
  }
  return {
    get position() {
      return page.position
    },
    onEvent: (event) => guarded(() => page.onEvent(event)),
    onConnectivity: (change) => guarded(() => page.onConnectivity(change)),
    onRetry: (retry) => guarded(() => page.onRetry?.(retry)),
  }
}
