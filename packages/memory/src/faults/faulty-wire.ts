import type { LinkLine, LineSignal } from '@chat-transport/core'
import type { Faults, FaultyLine } from './create-faults.ts'
import { createPassage } from './delayed-channel.ts'

/** How long an event is overtaken: well below the 200 ms after which a gap is a lost line (T4). */
const overtakenMs = 50

/** A wire with faults between a link and the page's line. */
export interface FaultyWire {
  /** What the link is given in place of the page's line. */
  readonly line: LinkLine
  /** Runs what the page does once that has reached the link. */
  up(run: () => void): void
  /** Runs what the link does once that has reached the page. */
  down(run: () => void): void
}

/** Lives until the page's line aborts, or it is cut; the link's line aborts with it. */
export function openFaultyWire(page: LinkLine, faults: Faults): FaultyWire {
  const scope = new AbortController()
  const [up, down] = [createPassage(faults.clock), createPassage(faults.clock)]
  let flow: 'flowing' | 'half-open' = 'flowing'
  let eventsBrought = 0
  let reversal: { readonly count: number; readonly events: unknown[] } | undefined

  const delays = (overtaken = 0) => {
    const { delayMs, jitterMs } = faults.plan
    return { delayMs: delayMs + (jitterMs > 0 ? jitterMs * faults.clock.random() : 0), overtakenMs: overtaken }
  }
  const happens = (chance: number) => chance > 0 && faults.clock.random() < chance
  const later = (run: () => void) => down.put(run, delays())

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

  function holdOrPass(): void {
    const held = flow === 'half-open' || faults.plan.blackHole
    up.hold(held)
    down.hold(held)
  }
  function received(event: unknown): void {
    if (!reversal) return send(event)
    if (reversal.events.push(event) >= reversal.count) releaseReversed()
  }
  function releaseReversed(): void {
    const events = reversal?.events.reverse() ?? []
    reversal = undefined
    events.forEach(send)
  }
  function send(event: unknown): void {
    const { duplicate, reorder } = faults.plan
    const copies = hasIndex(event) && happens(duplicate) ? 2 : 1
    const overtaken = happens(reorder) ? overtakenMs : 0
    for (let copy = 0; copy < copies; copy++) down.put(() => bring(event), delays(overtaken))
  }
  function bring(event: unknown): void {
    eventsBrought++
    page.received(event)
    const { cutAfterEvents } = faults.plan
    if (cutAfterEvents !== null && eventsBrought >= cutAfterEvents && !scope.signal.aborted)
      cut(new Error(`the line was cut after ${eventsBrought} events`))
  }

  const hand: FaultyLine = {
    cut,
    silence() {
      flow = 'half-open'
      holdOrPass()
    },
    resume() {
      flow = 'flowing'
      releaseReversed()
      holdOrPass()
    },
    inject: (frame) => later(() => page.received(frame)),
    reverse(count) {
      releaseReversed()
      reversal = { count, events: [] }
    },
    planned: holdOrPass,
  }
  const remove = faults.add(hand)
  page.signal.addEventListener('abort', closedByPage)
  holdOrPass()
  return {
    line: {
      received,
      alive: () => later(() => page.alive()),
      lost: (cause) => later(() => page.lost(cause)),
      signal: scope.signal as LineSignal,
    },
    up: (run) => up.put(run, delays()),
    down: later,
  }
}

/** Whether an event has a place in the transcript. Links may hand on text. */
function hasIndex(event: unknown): boolean {
  if (typeof event === 'string') return hasIndex(parsed(event))
  return Number.isSafeInteger((event as { index?: unknown } | null)?.index)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // garbage has no index
  }
}
