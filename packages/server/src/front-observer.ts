import type { Logger } from '@chat-transport/core'

/** Told what the fronts do, by who counts it: for metrics. What its functions throw is logged, and changes nothing. */
export interface FrontObserver {
  /** A request was answered with an HTTP status of 400 or more. */
  refusal?(refusal: ObservedRefusal): void
}

/** A request that was refused. */
export interface ObservedRefusal {
  /** `request`: over long-polling, or for a path that nothing serves. `upgrade`: for a WebSocket. `file`: of an upload or a download. */
  readonly of: 'request' | 'upgrade' | 'file'
  readonly status: number
}

/** An observer whose failures harm nothing. */
export function guardedObserver(observer: FrontObserver, logger: Logger): Required<FrontObserver> {
  return {
    refusal(refusal) {
      try {
        observer.refusal?.(refusal)
      } catch (cause) {
        logger.error('the observer failed', cause)
      }
    },
  }
}
