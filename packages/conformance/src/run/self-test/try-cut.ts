import { HarnessError } from '../../case/outcome.ts'
import { sampleCommand } from '../../case/sample-commands.ts'
import { sooner } from '../within.ts'
import { mustReach, type Dialed, type Trial } from './trial.ts'

/** A cut must break the line that is open. A link may not notice that, but no command can come on it any more. */
export async function tryCut({ far, session, deadlineMs }: Trial, { probe }: Dialed): Promise<void> {
  if (probe.isLost) return
  const attaches = (await far.attaches()).length
  await mustReach(far, 'cut', () => far.cut())
  if (await sooner(deadlineMs, () => probe.isLost)) return
  probe.write(sampleCommand('SendMessage'))
  const isCarried = await sooner(deadlineMs, async () => (await far.commands(session.sessionId)).length > 0)
  if (isCarried && (await far.attaches()).length === attaches)
    throw new HarnessError(
      'cut() did nothing: the line that was open still works. It has to break every connection between front and page',
    )
}
