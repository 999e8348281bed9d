import { linkedTransport, systemClock } from '@chat-transport/core'
import type { ChatTransport, OpenLink } from '@chat-transport/core'
import type { CaseContext, Outcome } from './conformance-case.ts'
import { countingClock } from './counting-clock.ts'
import { gatherEvidence, type Evidence } from './evidence.ts'
import { timingOf, type Harness, type TransportOptions } from '../far-side/harness.ts'
import { ConformanceFailure } from './outcome.ts'
import { fakeNetwork } from './fake-network.ts'
import { longTimeouts } from './transport-under-test.ts'
import { createTrace, type Trace } from './trace.ts'

const soonestMs = 5
/** Asks less often the longer it waits, because each question to the far side may go over a network. */
const shareOfWait = 0.05

/** The context of a case that runs. */
export interface OpenContext {
  readonly context: CaseContext
  readonly misses: Evidence['misses']
  close(): void
}

/** Creates the context of one case. `deadlineMs` is the longest wait for one thing that must happen. */
export function createCaseContext(harness: Harness, deadlineMs: number): OpenContext {
  const clock = systemClock
  const timing = timingOf(harness, deadlineMs)
  const trace = createTrace(clock)
  /** Cleaners to run when the case is over. A case that still runs after its time must not disturb the next. */
  let cleaners: (() => void)[] | 'over' = []
  const named = new Map<string, number>()

  const mustGoOn = () => {
    if (cleaners === 'over') throw new ConformanceFailure('the case is over')
  }
  const { far, mayMiss, misses } = gatherEvidence(harness.far, trace, mustGoOn)
  const context: CaseContext = {
    far,
    mayMiss,
    timing,
    clock,
    trace,
    open(attach, line) {
      mustGoOn()
      return (harness.open ?? noLink)(attach, line)
    },
    async createTransport(changes = {}) {
      const [counting, network] = [countingClock(clock), fakeNetwork()]
      const retryDelayMs = () => timing.retryDelayMs
      const options = { ...longTimeouts, retryDelayMs, ...changes, clock: counting, network }
      mustGoOn()
      const transport = await transportOf(harness, options)
      mustGoOn()
      return { transport, clock: counting, network }
    },
    unsupported: async () => (await context.createTransport()).transport.unsupported ?? [],
    async until(what, condition) {
      let waitedMs = 0
      for (;;) {
        mustGoOn()
        const value = await condition()
        if (isMet(value)) return value
        if (waitedMs >= deadlineMs)
          throw new ConformanceFailure(`timed out after ${deadlineMs} ms, waiting until ${what}`, {
            expected: what,
            seen: `this did not happen within ${deadlineMs} ms`,
          })
        const pauseMs = Math.max(soonestMs, waitedMs * shareOfWait)
        const pausedAt = clock.monotonic()
        await trace.next(pauseMs)
        // While the process got no turn, nothing could happen: a longer pause is the machine's.
        waitedMs += Math.min(clock.monotonic() - pausedAt, 2 * pauseMs)
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
    misses,
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

/** If one cleaner throws, the others still run. T10 has cases for a close() that throws. */
function cleanUp(clean: () => void, trace: Trace): void {
  try {
    clean()
  } catch (cause) {
    trace.note('kit', 'could not clean up:', cause)
  }
}

function isMet<Value>(value: Value): value is NonNullable<Exclude<Value, false>> {
  return value !== undefined && value !== null && value !== false
}
