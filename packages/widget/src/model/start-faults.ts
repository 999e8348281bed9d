import { type ChatError, systemClock } from '@chat-transport/core'
import { widgetError, WidgetErrorCode } from './widget-errors.ts'

/** Frameworks set properties when the element is in the page already, some pages when they have read their settings. */
const patienceMs = 2_000

/** Tells why a widget does not start: once, however often it is tried. */
export function startFaults(onFault: (error: ChatError) => void, clock = systemClock) {
  let told: string | undefined
  let cancel: (() => void) | undefined

  const tell = (cause: unknown, about?: string): void => {
    const fault = `${cause} ${about}`
    if (fault !== told) onFault(widgetError(WidgetErrorCode.cannotStart, cause, about))
    told = fault
  }
  return {
    tell,
    /** There is neither a server nor a chat yet. */
    awaitChat(): void {
      cancel ??= clock.after(patienceMs, () => tell(undefined, 'set its server, or its chat'))
    },
    /** It is tried with something else, or no more. */
    forget(): void {
      cancel?.()
      cancel = told = undefined
    },
  }
}
