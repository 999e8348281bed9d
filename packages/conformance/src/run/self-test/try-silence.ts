import { countOf } from '../../case/evidence.ts'
import { HarnessError } from '../../case/outcome.ts'
import { sooner } from '../within.ts'
import { mustReach, saySomething, type Dialed, type Trial } from './trial.ts'

/** Nothing may pass on a silent line until it is released, whatever else is done to the wire. */
export async function trySilence(trial: Trial, { probe }: Dialed): Promise<void> {
  const { far, deadlineMs } = trial
  await mustReach(far, 'silence', () => far.silence(true))
  const hasCome = await saySomething(trial, probe)
  const mustNotHaveCome = async (what: string) => {
    if (await hasCome())
      throw new HarnessError(
        `${what}: an event still came on the line that was open. Nothing may pass on it, in either direction, until silence(false)`,
      )
  }
  await mustNotHaveCome('silence(true) did nothing')
  for (const refused of [true, false]) countOf('refuseLines', await far.refuseLines(refused))
  await mustNotHaveCome('refuseLines() has ended the silence, which only silence(false) may')
  await far.silence(false)
  await sooner(deadlineMs, async () => probe.isLost || (await hasCome()))
}
