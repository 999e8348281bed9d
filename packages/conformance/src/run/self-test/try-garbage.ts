import { sooner } from '../within.ts'
import { dial, mustReach, type Trial } from './trial.ts'

/** Garbage must be sent on a line that is open. */
export async function tryGarbage(trial: Trial): Promise<void> {
  const { far, deadlineMs } = trial
  const { probe } = await dial(trial, deadlineMs)
  try {
    const isOpen = async () => probe.isAnswered && (await far.lines()) > 0
    if (await sooner(deadlineMs, isOpen)) await mustReach(far, 'sendGarbage', () => far.sendGarbage('{'))
  } finally {
    probe.close()
  }
}
