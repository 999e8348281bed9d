import type { RawEvent } from '../protocol/raw-event.ts'
import { createEventOrder } from './event-order.ts'
import type { LineContext } from './line-context.ts'
import { endedBy } from './line-end.ts'
import type { LineLife } from './line-life.ts'

/**
 * Takes the events of one line to the listener: transcript events in order, all others as they come. An `EventAttached` that comes
 * here answers no attach: the session could not tell it from one that does, and would save another's id and secret.
 */
export function routeEvents(
  { listener, clock, missing, logger }: LineContext,
  life: LineLife,
  lastHeardAt: () => number,
) {
  /** Delivers one event, then looks whether it was the end of the line. */
  const deliver = (raw: RawEvent) => {
    listener.onEvent(raw.event)
    const outcome = endedBy(raw)
    if (outcome) life.end(outcome)
  }
  const order = createEventOrder<RawEvent>({
    clock,
    signal: life.signal,
    missing,
    lastHeardAt,
    deliver,
    stuck: (index) => life.giveUp(`unable to go on: transcript event ${index} is missing`, 'gap'),
  })
  return {
    order,
    deliver,
    route(raw: RawEvent) {
      if (raw.type === 'EventAttached') logger.warn('dropped an EventAttached that answers no attach')
      else if (raw.index === undefined) deliver(raw)
      else order.add(raw, raw.index)
    },
  }
}
