import { countOf } from '../../case/evidence.ts'
import { HarnessError } from '../../case/outcome.ts'
import { restoreOf } from '../../fixtures/page.ts'
import { sooner } from '../within.ts'
import { openProbe } from './probe.ts'
import { dial, shortWhileMs, type Trial } from './trial.ts'

/** No line can be opened while lines are refused, and afterwards one can. */
export async function tryRefusal(trial: Trial): Promise<void> {
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
