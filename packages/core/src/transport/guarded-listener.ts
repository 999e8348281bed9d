import type { Logger } from '../platform/logger.ts'
import type { TransportListener } from './transport.ts'

/** The listener with T9 built in: told nothing once `signal` has aborted. What it throws is logged and harms no line. */
export function guardedListener(
  page: TransportListener,
  { signal, logger }: { readonly signal: AbortSignal; readonly logger: Logger },
): Required<TransportListener> {
  const tell = (run: () => void) => {
    if (signal.aborted) return
    try {
      run()
    } catch (thrown) {
      logger.error('a transport listener threw', thrown)
    }
  }
  return {
    get position() {
      return page.position
    },
    onEvent: (event) => tell(() => page.onEvent(event)),
    onConnectivity: (change) => tell(() => page.onConnectivity(change)),
    onRetry: (retry) => tell(() => page.onRetry?.(retry)),
  }
}
