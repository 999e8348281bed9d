import type { LinkLine, LineSignal } from '@chat-transport/core'
import type { Faults, FaultyLine } from './create-faults.ts'
import { createDelayedChannel } from './delayed-channel.ts'
import { createEventReversal } from './event-reversal.ts'

/** How long an event is held so that others overtake it: well below the 200 ms after which a gap is a lost line (T4). */
const overtakenMs = 50

/** A wire with faults, between a link and the page's line. */
export interface FaultyWire {
  /** The line to give to the link instead of the page's. */
  readonly line: LinkLine
  /** Calls `run` when an action of the page has reached the link. */
  up(run: () => void): void
  /** Calls `run` when an action of the link has reached the page. */
  down(run: () => void): void
}

/** Opens a wire. It lasts until the page's line aborts or a fault cuts it; then the link's line aborts too. */
export function openFaultyWire(page: LinkLine, faults: Faults): FaultyWire {
  const scope = new AbortController()
  const [up, down] = [createDelayedChannel(faults.clock), createDelayedChannel(faults.clock)]
  let { plan } = faults
  let flow: 'flowing' | 'half-open' = 'flowing'
  let deliveredEvents = 0
  const reversal = createEventReversal(send)

  const delays = (overtaken = 0) => {
    const { delayMs, jitterMs } = plan
    return { delayMs: delayMs + (jitterMs > 0 ? jitterMs * faults.clock.random() : 0), overtakenMs: overtaken }
  }
  const happens = (chance: number) => chance > 0 && faults.clock.random() < chance
  const later = (run: () => void) => down.send(run, delays())

  function end(reason: unknown): void {
    remove()
    page.signal.removeEventListener('abort', closedByPage)
    up.close()
    down.close()
    scope.abort(reason)
  }
  function cut(cause: Error): void {
    end(cause)
    page.lost(cause)
  }
  const closedByPage = () => end(page.signal.reason)

  function holdOrRelease(): void {
    const held = flow === 'half-open' || plan.blackHole
    up.hold(held)
    down.hold(held)
  }
  function send(event: unknown): void {
    const { duplicate, reorder } = plan
    const copies = hasIndex(event) && happens(duplicate) ? 2 : 1
    const overtaken = happens(reorder) ? overtakenMs : 0
    for (let copy = 0; copy < copies; copy++) down.send(() => deliver(event), delays(overtaken))
  }
  function deliver(event: unknown): void {
    deliveredEvents++
    page.received(event)
    const { cutAfterEvents } = plan
    if (cutAfterEvents !== null && deliveredEvents >= cutAfterEvents && !scope.signal.aborted)
      cut(new Error(`the line was cut after ${deliveredEvents} events`))
  }

  const controls: FaultyLine = {
    cut,
    silence() {
      flow = 'half-open'
      holdOrRelease()
    },
    resume() {
      flow = 'flowing'
      reversal.release()
      holdOrRelease()
    },
    inject: (frame) => later(() => page.received(frame)),
    reverse: (count) => reversal.begin(count),
    planned() {
      plan = faults.plan
      holdOrRelease()
    },
  }
  const remove = faults.add(controls)
  page.signal.addEventListener('abort', closedByPage)
  if (plan.blackHole) holdOrRelease()
  return {
    line: {
      received: (event) => reversal.receive(event),
      alive: (what) => later(() => page.alive(what)),
      lost: (cause) => later(() => page.lost(cause)),
      signal: scope.signal as LineSignal,
      logger: page.logger,
    },
    up: (run) => up.send(run, delays()),
    down: later,
  }
}

/** Whether an event has a place in the transcript. A link may deliver events as text. */
function hasIndex(event: unknown): boolean {
  if (typeof event === 'string') return hasIndex(parsed(event))
  return Number.isSafeInteger((event as { index?: unknown } | null)?.index)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // no JSON, so no index
  }
}
