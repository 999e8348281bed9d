import { type ChatError, type Clock, systemClock } from '@chat-transport/core'
import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { widgetError, WidgetErrorCode } from '../model/widget-errors.ts'

/** Frameworks set properties when the element is in the page already, some pages when they have read their settings. */
const patienceMs = 2_000

/** Tells why the widget does not start: once, however often it is tried. */
export class StartFaults implements ReactiveController {
  readonly #onFault: (error: ChatError) => void
  readonly #clock: Clock
  #told: string | undefined
  #cancel: (() => void) | undefined

  constructor(host: ReactiveControllerHost, onFault: (error: ChatError) => void, clock = systemClock) {
    this.#onFault = onFault
    this.#clock = clock
    host.addController(this)
  }

  hostDisconnected(): void {
    this.forget()
  }

  /** There is neither a server nor a chat yet. */
  awaitChat(): void {
    this.#cancel ??= this.#clock.after(patienceMs, () => this.tell(undefined, 'set its server, or its chat'))
  }

  tell(cause: unknown, about?: string): void {
    const fault = `${cause} ${about}`
    if (fault === this.#told) return
    this.#told = fault
    this.#onFault(widgetError(WidgetErrorCode.cannotStart, cause, about))
  }

  /** It is tried with something else, or no more. */
  forget(): void {
    this.#cancel?.()
    this.#cancel = this.#told = undefined
  }
}
