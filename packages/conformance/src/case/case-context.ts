import { linkedTransport, systemClock } from '@chat-transport/core'
import type { ChatTransport, OpenLink } from '@chat-transport/core'
import type { CaseContext, Outcome } from './conformance-case.ts'
import { createCaseLife } from './case-life.ts'
import { countingClock } from './counting-clock.ts'
import { gatherEvidence, type Evidence } from './evidence.ts'
import { timingOf, type Harness, type TransportOptions } from '../far-side/harness.ts'
import { fakeNetwork } from './fake-network.ts'
import { longTimeouts } from './transport-under-test.ts'

/** The shortest pause before a condition is asked again. */
const soonestMs = 5

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
  const { trace, mustGoOn, until, outlast, onEnd, close } = createCaseLife({ clock, deadlineMs, soonestMs })
  const named = new Map<string, number>()

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
    until,
    async outcome(what, promise) {
      let outcome: Outcome | undefined
      promise.then(
        (value) => (outcome = { type: 'resolved', value }),
        (cause: unknown) => (outcome = { type: 'rejected', cause }),
      )
      return until(`${what} is settled`, () => outcome)
    },
    outlast,
    nameFor(kind) {
      const number = (named.get(kind) ?? 0) + 1
      named.set(kind, number)
      return `${kind} ${number}`
    },
    onEnd,
  }
  return { context, misses, close }
}

async function transportOf(harness: Harness, options: TransportOptions): Promise<ChatTransport> {
  if (harness.createTransport) return harness.createTransport(options)
  return linkedTransport({ ...options, name: harness.name, open: harness.open ?? noLink })
}

const noLink: OpenLink = () => {
  throw new Error('the harness has no link')
}
