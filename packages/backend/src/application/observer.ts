import type { Logger } from '@chat-transport/core'
import type { CommandType } from '../commands/parse-command.ts'

/**
 * Told what happens, by who counts it: for metrics. Each function is called in the middle of the work, so it has to be quick. What one
 * throws is logged, and changes nothing. No value says who somebody is or what was said, and each has a fixed set of values, except
 * for the codes of refusals that an application makes and the names of transports that a front gives.
 */
export interface BackendObserver {
  /** An attach was answered. */
  attach?(attach: ObservedAttach): void
  /** A command of a visitor was carried out, or refused. */
  command?(command: ObservedCommand): void
}

/** An attach, and how it was answered. */
export interface ObservedAttach {
  readonly type: CommandType
  /** Over which transport it came, if the front says so. */
  readonly transport?: string
  /** `taken`: another page holds the session. */
  readonly result: 'accepted' | 'taken' | 'refused'
  /** That of a refusal. */
  readonly code?: number
}

/** A command, and how it was answered. */
export interface ObservedCommand {
  readonly type: CommandType
  /** `repeated`: it had been accepted before, and had no second effect. */
  readonly result: 'accepted' | 'repeated' | 'refused'
  /** That of a refusal. */
  readonly code?: number
}

/** An observer whose failures harm nothing. */
export function guardedObserver(observer: BackendObserver, logger: Logger): Required<BackendObserver> {
  const guarded =
    <Observed>(tell: (observed: Observed) => void) =>
    (observed: Observed) => {
      try {
        tell(observed)
      } catch (cause) {
        logger.error('the observer failed', cause)
      }
    }
  return {
    attach: guarded((attach: ObservedAttach) => observer.attach?.(attach)),
    command: guarded((command: ObservedCommand) => observer.command?.(command)),
  }
}
