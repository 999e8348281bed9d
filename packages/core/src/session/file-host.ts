import { deferred } from '../platform/deferred.ts'
import type { Uploads } from '../protocol/protocol.ts'
import type { FileHost } from './file-sender.ts'
import { sessionEnded } from './session-errors.ts'
import type { SessionParts } from './session-parts.ts'
import type { Submit } from './submit-command.ts'

/** What of a session is shown to the sender of its files. */
export function createFileHost(parts: SessionParts, submit: Submit) {
  const { clock, network, logger, state, identity, transcript, outbox, progress, scope } = parts
  /** The messages whose files are on their way. */
  const uploading = new Set<string>()
  let nextAttach = deferred<void>()

  scope.signal.addEventListener('abort', () => {
    nextAttach.reject(scope.signal.reason)
    if (state.name === 'ended')
      for (const id of uploading) transcript.mark(id, 'failed', sessionEnded('it was uploaded'))
  })
  const offered = (): Uploads => {
    const uploads = identity.attached?.uploads
    if (uploads) return { ...uploads, url: new URL(uploads.url, globalThis.location?.href).href }
    throw new DOMException('unable to send the file: the server takes none', 'NotSupportedError')
  }
  const host: FileHost = {
    get sessionId() {
      return identity.sessionId
    },
    clock,
    network,
    logger,
    signal: scope.signal,
    async uploads({ refused }) {
      if (refused || !identity.attached) await nextAttach.promise
      return offered()
    },
    show(command) {
      const { id } = command
      uploading.add(id)
      transcript.remove(id) // It may have failed.
      transcript.add({ command, at: clock.now(), after: progress.position })
      transcript.mark(id, 'uploading', 0)
    },
    progress: (id, share) => void (uploading.has(id) && transcript.mark(id, 'uploading', share)),
    submit(command) {
      const sent = submit(command)
      uploading.delete(command.id)
      return sent
    },
    failed: (id, error) => void (uploading.delete(id) && transcript.mark(id, 'failed', error)),
    removed(id) {
      uploading.delete(id)
      transcript.remove(id)
    },
    has: (id) => outbox.has(id) || transcript.isSent(id),
  }
  return {
    host,
    /** The uploads of the newest attach answer. Throws when the server takes no files. */
    offered,
    onAttached() {
      nextAttach.resolve()
      nextAttach = deferred()
    },
  }
}
