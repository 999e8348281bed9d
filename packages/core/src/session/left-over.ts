import { abortable } from '../platform/deferred.ts'
import { restorationFailed } from '../protocol/restoration-failed.ts'
import { unsentIn } from '../storage/saved-outboxes.ts'
import type { Saved } from '../storage/saved-session.ts'
import type { OwnCommand } from '../transcript/transcript.ts'
import { showUnsent } from './failed-messages.ts'
import { withUnsent } from './session-errors.ts'
import type { SessionRuntime } from './session-runtime.ts'

/** Whether the transcript shows something that the visitor wrote and the server does not have. */
export const showsFailed = ({ transcript }: SessionRuntime): boolean =>
  transcript.entries.some(({ delivery, command }) => delivery === 'failed' && command?.type !== 'LeaveSession')

/**
 * Shows as failed what is still stored of other sessions: they are over, or another page's, which keeps its own queue beside
 * that. A page gets the session without waiting for this, since a storage may be slow.
 */
export async function handBackLeftOver(
  session: SessionRuntime,
  saved: Saved,
  isWanted: (commands: readonly OwnCommand[]) => boolean = () => true,
): Promise<void> {
  const all = await saved.loadLeftOver(...session.identity.queueIds)
  const leftOver = new Map([...all].filter(([, commands]) => isWanted(commands)))
  if (!session.state.isLive && session.state.name !== 'ended') return // The next one shows it.
  await showUnsent(session, unsentIn(leftOver))
  await saved.removeOutboxes(leftOver)
}

/** Of a queue that holds nothing else: another page may be about to send the rest. */
export const haveFailed = (commands: readonly OwnCommand[]) => commands.every(({ failed }) => failed)

/**
 * Nothing is stored to restore. Returns `null`, or throws 152 with the messages that were queued after another page had
 * cleared the session. Messages that have failed were told before: the next session shows them.
 */
export async function nothingStored(saved: Saved, signal: AbortSignal): Promise<null> {
  const leftOver = await abortable(saved.loadLeftOver(), signal)
  const unsent = unsentIn(leftOver)
  if (haveFailed(unsent)) return null
  await saved.removeOutboxes(leftOver) // No abort from here on: only the error has it now.
  const commands = unsent.map(({ command }) => command)
  throw withUnsent(restorationFailed(new Error('the session was over before this was sent')), commands)
}
