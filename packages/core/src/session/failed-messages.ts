import { errorOfFailure } from '../outbox/saved-failure.ts'
import type { OwnCommand } from '../transcript/transcript.ts'
import { sessionEnded } from './session-errors.ts'
import type { SessionRuntime } from './session-runtime.ts'

const noSuchFailure = (action: string, key: string) =>
  new RangeError(`${action}: no entry with the key '${key}' has failed`)

/** Sends again what has failed, under the same id. */
export function retryFailed({ outbox, submit }: SessionRuntime, key: string) {
  const failed = outbox.failed(key)
  if (!failed) throw noSuchFailure('retry', key)
  return submit(failed.command)
}

/** Takes what has failed out of the transcript and the storage. */
export function discardFailed({ outbox }: SessionRuntime, key: string): void {
  if (!outbox.discard(key)) throw noSuchFailure('discard', key)
  void outbox.flushChanged()
}

/** Shows what nobody can send any more, as failed, before everything else. */
export function showUnsent({ outbox }: SessionRuntime, commands: readonly OwnCommand[]): void | Promise<void> {
  if (commands.length === 0) return
  for (const own of commands) {
    const error = own.failed ? errorOfFailure(own.failed) : sessionEnded('before this was sent')
    outbox.showFailed({ ...own, after: 0 }, error)
  }
  return outbox.flush()
}
