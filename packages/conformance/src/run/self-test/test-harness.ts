import { HarnessError } from '../../case/outcome.ts'
import type { Harness } from '../../far-side/harness.ts'
import type { HarnessReport } from '../../report/report.ts'
import { mostTimesDeadline } from '../time-limits.ts'
import { sooner } from '../within.ts'
import { limitedFarSide } from './limited-far-side.ts'
import { dial, type Dialed, type Trial } from './trial.ts'
import { tryCut } from './try-cut.ts'
import { tryGarbage } from './try-garbage.ts'
import { tryHeartbeat, type TrialResult } from './try-heartbeat.ts'
import { tryRefusal } from './try-refusal.ts'
import { trySilence } from './try-silence.ts'

/** A wait for one thing takes a few dials, and a loaded machine is slower at times. */
const dialsPerDeadline = 20

/**
 * Tries the harness itself, over one line after another, and names the first thing that is certainly wrong. What a wrong link or
 * transport could cause too is left to the cases, which blame a rule for it.
 */
export async function testHarness(harness: Harness, deadlineMs: number): Promise<HarnessReport> {
  const far = limitedFarSide(harness.far, deadlineMs * mostTimesDeadline)
  try {
    return await tryHarness({ ...harness, far }, deadlineMs)
  } catch (cause) {
    if (cause instanceof HarnessError) return { mend: cause.message, deadlineMs }
    return { deadlineMs } // it comes from the transport, which the cases are for
  } finally {
    await far.reset().catch(() => undefined) // if it fails, the first case says so
  }
}

async function tryHarness(harness: Harness, deadlineMs: number): Promise<HarnessReport> {
  const { far } = harness
  await far.reset()
  const session = await far.newSession()
  await far.say(session.sessionId, 'said before the page comes')
  const trial: Trial = { harness, far, session, deadlineMs }
  const first = await dial(trial, deadlineMs * mostTimesDeadline)
  try {
    const { dialMs } = first
    if (dialMs === undefined) return { hint: nothingArrived(deadlineMs * mostTimesDeadline), deadlineMs }
    const patient: Trial = { ...trial, deadlineMs: patienceFor(dialMs, deadlineMs) }
    const isOpen = await sooner(patient.deadlineMs, async () => (await far.lines()) > 0)
    const tried = isOpen ? await tryWire(patient, first) : {}
    return { ...tried, ...slowness(dialMs, deadlineMs), deadlineMs: patient.deadlineMs }
  } finally {
    first.probe.close()
  }
}

/** Tries what the wire can do on a line that is open, and on later lines. */
async function tryWire(trial: Trial, first: Dialed): Promise<TrialResult> {
  const { probe } = first
  await sooner(trial.deadlineMs, () => probe.isAnswered || probe.isLost)
  const heard = await tryHeartbeat(trial, first)
  await trySilence(trial, first)
  await tryCut(trial, first)
  probe.close()
  await tryRefusal(trial)
  await tryGarbage(trial)
  return heard
}

const patienceFor = (dialMs: number, deadlineMs: number): number =>
  Math.round(Math.min(mostTimesDeadline * deadlineMs, Math.max(deadlineMs, dialsPerDeadline * dialMs)))

function slowness(dialMs: number, deadlineMs: number): TrialResult {
  const enoughMs = Math.ceil(dialsPerDeadline * dialMs)
  if (enoughMs <= mostTimesDeadline * deadlineMs) return {}
  return {
    hint: `a line took ${Math.round(dialMs)} ms to open, which is slow for deadlineMs ${deadlineMs}: pass { deadlineMs: ${enoughMs} }`,
  }
}

const nothingArrived = (limitMs: number) =>
  `no attach has come to the far side within ${limitMs} ms. If the link sends one, check that it dials the front that was made with \`attachHandler\`, and that deadlineMs is long enough for the wire`
