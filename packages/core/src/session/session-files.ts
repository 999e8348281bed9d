import { randomId } from '../platform/random-token.ts'
import type { TranscriptEntry } from '../transcript/transcript.ts'
import { createFileLoading } from './file-loading.ts'
import type { FileSender, SendFileOptions } from './file-sender.ts'
import { createOutgoingFiles } from './outgoing-files.ts'
import { invalidState } from './session-errors.ts'
import type { SessionParts } from './session-parts.ts'
import type { Submitting } from './submit-command.ts'

/** The files of one session. Each is shown at once; what uploads them is loaded with the first. */
export function createSessionFiles(parts: SessionParts, { submit, requireOpen, requireSupported }: Submitting) {
  const { files, logger, state, identity, transcript, scope } = parts
  const loading = createFileLoading(parts, () => resume())
  const { start, has, failed, giveUp, arrived } = createOutgoingFiles(parts, submit, loading)
  /** This page has files, or an earlier one may have had some. */
  let isUsed = false

  const goOn = async (sender: FileSender) => {
    for (const outgoing of await sender.unfinished()) {
      const { key } = outgoing
      if (has(key)) continue
      const isOver = state.name === 'ended' || transcript.isUnsettled(key) || transcript.isSent(key)
      if (isOver) loading.settled(key)
      else if (state.isLive) void start({ outgoing })
    }
  }
  /** Goes on with what other pages have begun, and are gone. */
  const resume = (): void => {
    isUsed = true
    if (!files || !identity.attached?.uploads) return
    const resumed = loading.loaded().then(goOn)
    resumed.catch((error: unknown) => logger.warn('unable to go on with the files of an earlier page', error))
  }

  return {
    onAttached: loading.onAttached,
    onConnected: () => isUsed && resume(),
    arrived,
    offer: loading.shown,
    resume,
    send(file: Blob, { caption, signal, onProgress, ...named }: SendFileOptions): Promise<TranscriptEntry> {
      requireOpen()
      requireSupported('SendMessage')
      if (!files) throw invalidState('send the file', 'the chat was given no `files`')
      if (identity.attached) loading.offered()
      if (signal?.aborted) throw signal.reason
      const { name = (file as Partial<File>).name || 'file', type = file.type } = named
      const key = randomId()
      signal?.addEventListener('abort', () => giveUp(key, signal.reason), { signal: scope.signal })
      isUsed = true
      parts.submitted.resolve() // The session may start with it.
      return start({ outgoing: { key, file, name, type, caption }, onProgress })
    },
    retry(key: string) {
      const sending = failed(key)
      if (sending) requireOpen()
      return sending && start(sending)
    },
    discard: (key: string) => giveUp(key),
  }
}
