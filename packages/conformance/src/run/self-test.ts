import { systemClock } from '@chat-transport/core'
import { inspect, HarnessError } from '../case/outcome.ts'
import { timingOf, type Harness } from '../far-side/harness.ts'
import { farSideVerbs, type FarSession, type FarSide, type FarSideVerb } from '../far-side/far-side.ts'
import { sampleCommand } from '../case/sample-commands.ts'
import { restoreOf } from '../fixtures/page.ts'
import type { HarnessReport } from '../report/report.ts'
import { openProbe, type Probe } from './probe.ts'
import { mostTimesDeadline } from './time-limits.ts'
import { sooner, within } from './within.ts'

/** A wait for one thing takes a few dials, and a loaded machine is slower at times. */
const dialsPerDeadline = 20
/** So many signs of life cannot have been under way already. */
const certainSigns = 3
/** So many times the heartbeat is long enough to hear them, even on a busy machine. */
const windowBeats = 8
/** Signs of life that were under way may still arrive. */
const shortWhileMs = 100

/**
 * Tries the harness itself, over one line after another, and names the first thing that is certainly wrong. What a wrong link or
 * transport could cause too is left to the cases, which blame a rule for it.
 */
export async function testHarness(harness: Harness, deadlineMs: number): Promise<HarnessReport> {
  const far = limited(harness.far, deadlineMs * mostTimesDeadline)
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
    if (await sooner(patient.deadlineMs, async () => (await far.lines()) > 0)) await tryWire(patient, first)
    return { ...slowness(dialMs, deadlineMs), deadlineMs: patient.deadlineMs }
  } finally {
    first.probe.close()
  }
}

interface Trial {
  readonly harness: Harness
  readonly far: FarSide
  readonly session: FarSession
  readonly deadlineMs: number
}

interface Dialed {
  readonly probe: Probe
  /** How long it took until the attach had arrived; `undefined` if it has not. */
  readonly dialMs: number | undefined
}

/** Opens a line. Throws if the attach was answered, but not by the far side that the kit controls. */
async function dial({ harness, far, session }: Trial, limitMs: number): Promise<Dialed> {
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

/** Tries what the wire can do on a line that is open, and on later lines. */
async function tryWire(trial: Trial, { probe }: Dialed): Promise<void> {
  const beatMs = await heartbeatOf(trial, probe)
  await trySilence(trial, probe, beatMs)
  await tryCut(trial, probe, beatMs)
  probe.close()
  await tryRefusal(trial)
  await tryGarbage(trial)
}

/** The time between two signs of life. Throws if there are none. */
async function heartbeatOf({ harness, deadlineMs }: Trial, probe: Probe): Promise<number> {
  const { silenceTimeoutMs } = timingOf(harness, deadlineMs)
  if (probe.signsOfLife === undefined) return silenceTimeoutMs
  await sooner(deadlineMs, () => probe.isAnswered || probe.isLost)
  await pause(shortWhileMs) // what belongs to the attach has come
  const startedAt = systemClock.monotonic()
  const before = probe.signsOfLife
  const beats = () => (probe.signsOfLife ?? 0) - before
  const limitMs = certainSigns * silenceTimeoutMs
  const steps = certainSigns * windowBeats
  await inSteps({ steps, stepMs: limitMs / steps }, () => probe.isLost || beats() >= certainSigns)
  if (probe.isLost || beats() > 0) return (systemClock.monotonic() - startedAt) / Math.max(1, beats())
  throw new HarnessError(
    `no sign of life came on an idle line in ${Math.round(limitMs)} ms: the front of the far side has to send a heartbeat more often than every ${Math.round(silenceTimeoutMs)} ms (\`timing.silenceTimeoutMs\`), and the link has to call line.alive() for it`,
  )
}

async function trySilence({ far, deadlineMs }: Trial, probe: Probe, beatMs: number): Promise<void> {
  const attaches = (await far.attaches()).length
  const mustBeStill = async (what: string) => {
    const beats = await stillBeats(probe, beatMs)
    if (beats && (await far.attaches()).length === attaches)
      throw new HarnessError(
        `${what}: signs of life still came on the line that was open. Nothing may pass on it, in either direction, until silence(false), and the link may call line.alive() only for what has come`,
      )
  }
  await mustReach(far, 'silence', () => far.silence(true))
  await mustBeStill('silence(true) did nothing')
  for (const refused of [true, false]) countOf('refuseLines', await far.refuseLines(refused))
  await mustBeStill('refuseLines() has ended the silence, which only silence(false) may')
  const before = probe.signsOfLife
  await far.silence(false)
  if (before !== undefined) await sooner(deadlineMs, () => probe.isLost || (probe.signsOfLife ?? 0) > before)
}

async function tryCut(trial: Trial, probe: Probe, beatMs: number): Promise<void> {
  const { far } = trial
  if (probe.isLost) return
  const attaches = (await far.attaches()).length
  await mustReach(far, 'cut', () => far.cut())
  const goesOn = probe.signsOfLife === undefined ? await stillCarries(trial, probe) : await stillBeats(probe, beatMs)
  if (goesOn && (await far.attaches()).length === attaches)
    throw new HarnessError(
      'cut() did nothing: the line that was open still works. It has to break every connection between front and page',
    )
}

async function tryRefusal(trial: Trial): Promise<void> {
  const { harness, far, session } = trial
  countOf('refuseLines', await far.refuseLines(true))
  const attach = restoreOf(session)
  const probe = await openProbe(harness, attach)
  const came = async () => (await far.attaches()).some(({ id }) => id === attach.id)
  try {
    await sooner(shortWhileMs, async () => probe.isLost || (await came()))
    if (await came())
      throw new HarnessError('refuseLines(true) did nothing: an attach has come on a line that was opened after it')
  } finally {
    probe.close()
  }
  countOf('refuseLines', await far.refuseLines(false))
  const again = await dial(trial, trial.deadlineMs)
  again.probe.close()
  const refused = countOf('refuseLines', await far.refuseLines(false))
  if (again.dialMs === undefined && refused > 0)
    throw new HarnessError('refuseLines(false) did nothing: lines are still refused after it')
}

async function tryGarbage(trial: Trial): Promise<void> {
  const { far, deadlineMs } = trial
  const { probe } = await dial(trial, deadlineMs)
  try {
    const isOpen = async () => probe.isAnswered && (await far.lines()) > 0
    if (await sooner(deadlineMs, isOpen)) await mustReach(far, 'sendGarbage', () => far.sendGarbage('{'))
  } finally {
    probe.close()
  }
}

/** A verb of the wire must have reached something while a line is open. */
async function mustReach(far: FarSide, verb: FarSideVerb, run: () => Promise<unknown>): Promise<void> {
  const open = await far.lines()
  const reached = countOf(verb, await run())
  if (reached === 0 && open > 0) throw new HarnessError(`${verb}() has reached 0 connections, although a line was open`)
}

/** Whether signs of life come on the line as if nothing had happened to it. */
async function stillBeats(probe: Probe, beatMs: number): Promise<boolean> {
  if (probe.signsOfLife === undefined) return false
  await pause(shortWhileMs) // those under way have come
  const before = probe.signsOfLife
  const beats = () => !probe.isLost && (probe.signsOfLife ?? 0) >= before + certainSigns
  await inSteps({ steps: windowBeats, stepMs: beatMs }, () => probe.isLost || beats())
  return beats()
}

/** Whether the line of a transport carries a command as if nothing had happened to it. */
async function stillCarries({ far, session, deadlineMs }: Trial, probe: Probe): Promise<boolean> {
  if (await sooner(deadlineMs, () => probe.isLost)) return false
  probe.write(sampleCommand('SendMessage'))
  return sooner(deadlineMs, async () => (await far.commands(session.sessionId)).length > 0)
}

function countOf(verb: FarSideVerb, reached: unknown): number {
  if (Number.isSafeInteger(reached) && Number(reached) >= 0) return Number(reached)
  throw new HarnessError(
    `${verb}() of the far side must resolve with the number of connections that it has reached, got ${inspect(reached)}`,
  )
}

/** The same far side: a verb that fails, or hangs, is an error of the harness. */
function limited(far: FarSide, limitMs: number): FarSide {
  const entries = farSideVerbs.map((verb) => {
    const tooLate = () => new HarnessError(`${verb}() of the far side was not over after ${limitMs} ms`)
    const failed = (cause: unknown): never => {
      if (cause instanceof HarnessError) throw cause
      throw new HarnessError(`${verb}() of the far side has failed: ${inspect(cause)}`)
    }
    const call = async (...args: unknown[]) => (far[verb] as (...args: unknown[]) => Promise<unknown>)(...args)
    return [verb, (...args: unknown[]) => within(limitMs, () => call(...args), tooLate).catch(failed)]
  })
  return Object.fromEntries(entries) as FarSide
}

const patienceFor = (dialMs: number, deadlineMs: number): number =>
  Math.round(Math.min(mostTimesDeadline * deadlineMs, Math.max(deadlineMs, dialsPerDeadline * dialMs)))

function slowness(dialMs: number, deadlineMs: number): Pick<HarnessReport, 'hint'> {
  const enoughMs = Math.ceil(dialsPerDeadline * dialMs)
  if (enoughMs <= mostTimesDeadline * deadlineMs) return {}
  return {
    hint: `a line took ${Math.round(dialMs)} ms to open, which is slow for deadlineMs ${deadlineMs}: pass { deadlineMs: ${enoughMs} }`,
  }
}

const nothingArrived = (limitMs: number) =>
  `no attach has come to the far side within ${limitMs} ms. If the link sends one, check that it dials the front that was made with \`attachHandler\`, and that deadlineMs is long enough for the wire`

/** Waits step by step: if the machine stands still meanwhile, the heartbeat has as many occasions as without that. */
async function inSteps({ steps, stepMs }: { steps: number; stepMs: number }, isSo: () => boolean): Promise<void> {
  for (let step = 0; step < steps && !isSo(); step++) await pause(stepMs)
}

const pause = (delayMs: number) => new Promise<void>((resolve) => void systemClock.after(delayMs, resolve))
