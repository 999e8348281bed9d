import type { Party } from '@chat-transport/core'
import { incorrectParameter } from '../commands/refusal.ts'
import type { SessionCore } from './session-core.ts'

/** What somebody is about to do to the message at index `target`. */
export interface IntendedChange {
  readonly target: number
  /** Whether it is for whoever wrote the message alone. */
  readonly ownOnly: boolean
}

/**
 * Throws a `ChatRefusal` (3) unless `target` is a message that is kept and not deleted, and `party` may change it. Reads that one
 * event from the store. Of a session that is over nothing is asked, since its store refuses the change.
 */
export async function checkChange(
  { transcript, view, status }: SessionCore,
  party: Party,
  { target, ownOnly }: IntendedChange,
): Promise<void> {
  if (status !== 'open') return
  const event = await transcript.eventAt(target)
  if (event?.type !== 'EventMessage') throw incorrectParameter(`target: there is no message at index ${target}`)
  if (view.isDeleted(target)) throw incorrectParameter(`target: the message at index ${target} is deleted`)
  if (ownOnly && event.party.id !== party.id)
    throw incorrectParameter(`target: the message at index ${target} is another party's`)
}
