import { linkedTransport, systemClock } from '@chat-transport/core'
import type { ChatTransport, OpenLink } from '@chat-transport/core'
import type { CaseContext, Outcome } from './conformance-case.ts'
import { countingClock } from './counting-clock.ts'
import { farSideVerbs, type FarSide } from '../far-side/far-side.ts'
import { timingOf, type Harness, type TransportOptions } from '../far-side/harness.ts'
import { ConformanceFailure } from './outcome.ts'
import { stagedNetwork } from './staged-network.ts'
import { unhurried } from './staged-transport.ts'
import { createTrace, type Trace } from './trace.ts'

const soonestMs = 5
/** The longer it takes, the less it matters to see it at once: the far side may have to be asked over a network. */
const shareOfWait = 0.05

/** A context, and what ends it. */
export interface OpenContext {
  readonly context: CaseContext
  close(): void
}

/** What one case runs in. `deadlineMs` is how long anything that has to happen may take. */
export function createCaseContext(harness: Harness, deadlineMs: number): OpenContext {
  const clock = systemClock
  const timing = timingOf(harness, deadlineMs)
  const trace = createTrace(clock)
  /** What is to be done when the case is over; a case that goes on after its time must not disturb the next. */
  let cleaners: (() => void)[] | 'over' = []
  const named = new Map<string, number>()

  const mustGoOn = () => {
    if (cleaners === 'over') throw new ConformanceFailure('the case is over')
  }
  const context: CaseContext = {
    far: traced(harness.far, trace, mustGoOn),
    timing,
    clock,
    trace,
    open(attach, line) {
      mustGoOn()
      return (harness.open ?? noLink)(attach, line)
    },
    async createTransport(changes = {}) {
      const [counting, network] = [countingClock(clock), stagedNetwork()]
      const retryDelayMs = () => timing.retryDelayMs
      const options = { ...unhurried, retryDelayMs, ...changes, clock: counting, network }
      mustGoOn()
      const transport = await transportOf(harness, options)
      mustGoOn()
      return { transport, clock: counting, network }
    },
    unsupported: async () => (await context.createTransport()).transport.unsupported ?? [],
    async until(what, condition) {
      const startedAt = clock.monotonic()
      for (;;) {
        mustGoOn()
        const value = await condition()
        if (isMet(value)) return value
        const waitedMs = clock.monotonic() - startedAt
        if (waitedMs >= deadlineMs)
          throw new ConformanceFailure(`it did not happen within ${deadlineMs} ms that ${what}`)
        await trace.next(Math.max(soonestMs, waitedMs * shareOfWait))
      }
    },
    async outcome(what, promise) {
      let outcome: Outcome | undefined
      promise.then(
        (value) => (outcome = { type: 'resolved', value }),
        (cause: unknown) => (outcome = { type: 'rejected', cause }),
      )
      return context.until(`${what} is settled`, () => outcome)
    },
    outlast: (delayMs) => new Promise((resolve) => void clock.after(delayMs, resolve)),
    nameFor(kind) {
      const number = (named.get(kind) ?? 0) + 1
      named.set(kind, number)
      return `${kind} ${number}`
    },
    onEnd(clean) {
      if (cleaners === 'over') cleanUp(clean, trace)
      else cleaners.unshift(clean)
    },
  }
  return {
    context,
    close() {
      const left = cleaners === 'over' ? [] : cleaners
      cleaners = 'over'
      for (const clean of left) cleanUp(clean, trace)
    },
  }
}

async function transportOf(harness: Harness, options: TransportOptions): Promise<ChatTransport> {
  if (harness.createTransport) return harness.createTransport(options)
  return linkedTransport({ ...options, name: harness.name, open: harness.open ?? noLink })
}

const noLink: OpenLink = () => {
  throw new Error('the harness has no link')
}

/** A close() that throws has a case of its own (T10); it must not keep the others from being closed. */
function cleanUp(clean: () => void, trace: Trace): void {
  try {
    clean()
  } catch (cause) {
    trace.note('kit', 'could not clean up:', cause)
  }
}

/** The far side as one case has it, each verb noted before it is called; `mustGoOn` throws when the case is over. */
function traced(far: FarSide, trace: Trace, mustGoOn: () => void): FarSide {
  const watched = new Set(['attaches', 'commands', 'sessions', 'lines'])
  const verbs = farSideVerbs.map((verb) => {
    const call = async (...args: unknown[]) => {
      mustGoOn()
      if (!watched.has(verb)) trace.note('far side', verb, ...args)
      // A copy: where the wire passes objects as they are, the case still sees what has been changed in place.
      return (far[verb] as (...args: unknown[]) => Promise<unknown>)(...structuredClone(args))
    }
    return [verb, call]
  })
  return Object.fromEntries(verbs) as FarSide
}

function isMet<Value>(value: Value): value is NonNullable<Exclude<Value, false>> {
  return value !== undefined && value !== null && value !== false
}
