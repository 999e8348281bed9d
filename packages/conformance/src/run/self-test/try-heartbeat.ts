import { HarnessError } from '../../case/outcome.ts'
import { timingOf } from '../../far-side/harness.ts'
import type { HarnessReport } from '../../report/report.ts'
import { pause, shortWhileMs, type Dialed, type Trial } from './trial.ts'

/** So many times the longest silence that is allowed. */
const silences = 3
/** If the machine stands still meanwhile, the heartbeat has as many occasions as without that. */
const steps = 24

/**
 * The idle line must have a heartbeat. If none is noticed, either the front sends none or the link does not hear it: only the far
 * side knows. A link that does not hear it breaks L2, which has a case for that.
 */
export async function tryHeartbeat({ harness, far, deadlineMs }: Trial, { probe }: Dialed): Promise<TrialResult> {
  if (probe.signsOfLife === undefined) return {}
  await pause(shortWhileMs) // what belongs to the attach has come
  const { silenceTimeoutMs } = timingOf(harness, deadlineMs)
  const limitMs = silences * silenceTimeoutMs
  await far.heartbeats()
  const before = probe.signsOfLife
  const isHeard = () => probe.isLost || probe.signsOfLife !== before
  for (let step = 0; step < steps && !isHeard(); step++) await pause(limitMs / steps)
  if (isHeard()) return {}
  const heartbeats = await far.heartbeats()
  const none = `no sign of life came on an idle line in ${Math.round(limitMs)} ms`
  const duty = `send a heartbeat more often than every ${Math.round(silenceTimeoutMs)} ms (\`timing.silenceTimeoutMs\`)`
  if (heartbeats === 0) throw new HarnessError(`${none}: the front of the far side has to ${duty}`)
  if (heartbeats !== null) return {}
  return {
    hint: `${none}: either the front of the far side does not ${duty}, or the link does not call line.alive() for it. A wire with heartbeats() would tell which`,
  }
}

export type TrialResult = Pick<HarnessReport, 'hint'>
