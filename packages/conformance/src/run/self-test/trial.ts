import { systemClock } from '@chat-transport/core'
import { countOf } from '../../case/evidence.ts'
import { HarnessError } from '../../case/outcome.ts'
import type { FarSession, FarSide, FarSideVerb } from '../../far-side/far-side.ts'
import type { Harness } from '../../far-side/harness.ts'
import { restoreOf } from '../../fixtures/page.ts'
import { sooner } from '../within.ts'
import { openProbe, type Probe } from './probe.ts'

/** What is tried, and on which session. */
export interface Trial {
  readonly harness: Harness
  readonly far: FarSide
  readonly session: FarSession
  readonly deadlineMs: number
}

export interface Dialed {
  readonly probe: Probe
  /** How long it took until the attach had arrived; `undefined` if it has not. */
  readonly dialMs: number | undefined
}

/** What was under way has arrived by then. */
export const shortWhileMs = 100
/** The deadline is at least twenty dials long, and what is said arrives sooner than a line can be opened. */
const deadlinePerMessage = 10

/** Opens a line. Throws if the attach was answered, but not by the far side that the kit controls. */
export async function dial({ harness, far, session }: Trial, limitMs: number): Promise<Dialed> {
  const before = (await far.attaches()).length
  const startedAt = systemClock.monotonic()
  const probe = await openProbe(harness, restoreOf(session))
  const arrived = async () => (await far.attaches()).length > before
  if (await sooner(limitMs, async () => probe.isAnswered || (await arrived()))) {
    const dialMs = systemClock.monotonic() - startedAt
    if (await arrived()) return { probe, dialMs }
    probe.close()
    throw new HarnessError(
      'an attach was answered that the far side has never received: make the front with the `attachHandler` of createFarSide, in place of the back end',
    )
  }
  return { probe, dialMs: undefined }
}

/**
 * Says something in the session, and returns how to ask whether it comes, on the line that was open and on no other. What comes
 * has passed the wire; a link can invent signs of life, but not this.
 */
export async function saySomething({ far, session, deadlineMs }: Trial, probe: Probe): Promise<() => Promise<boolean>> {
  const attaches = (await far.attaches()).length
  const index = await far.say(session.sessionId, 'said while nothing may pass')
  return async () =>
    (await sooner(shortWhileMs + deadlineMs / deadlinePerMessage, () => probe.has(index))) &&
    (await far.attaches()).length === attaches
}

/** A verb of the wire must have reached something while a line is open. */
export async function mustReach(far: FarSide, verb: FarSideVerb, run: () => Promise<unknown>): Promise<void> {
  const open = await far.lines()
  const reached = countOf(verb, await run())
  if (reached === 0 && open > 0) throw new HarnessError(`${verb}() has reached 0 connections, although a line was open`)
}

export const pause = (delayMs: number) => new Promise<void>((resolve) => void systemClock.after(delayMs, resolve))
