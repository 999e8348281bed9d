import type { TranscriptEntry } from '../transcript/transcript.ts'
import { createFileHost } from './file-host.ts'
import type { FileSender, SendFileOptions } from './file-sender.ts'
import { invalidState } from './session-errors.ts'
import type { SessionParts } from './session-parts.ts'
import type { Submitting } from './submit-command.ts'

/** The files of one session. What sends them is loaded with the first. */
export function createSessionFiles(parts: SessionParts, { submit, requireOpen, requireSupported }: Submitting) {
  const { files, logger, identity } = parts
  const { host, offered, onAttached } = createFileHost(parts, submit)
  let loading: Promise<FileSender> | undefined
  let sender: FileSender | undefined

  const load = async (): Promise<FileSender> => {
    if (!files) throw invalidState('send the file', 'the chat was given no `files`')
    try {
      const { createFileSender } = await files()
      return (sender = createFileSender(host))
    } catch (cause) {
      loading = undefined // The next file tries again.
      throw new Error('unable to send the file: what `files` gives could not be loaded', { cause })
    }
  }
  const loaded = () => (loading ??= load())

  return {
    onAttached,
    async send(file: Blob, options: SendFileOptions): Promise<TranscriptEntry> {
      requireOpen()
      requireSupported('SendMessage')
      if (identity.attached) offered()
      parts.submitted.resolve() // The session may start with it.
      return (await loaded()).send(file, options)
    },
    /** A page before this one may have begun to send files. */
    resume() {
      if (!files || !identity.attached?.uploads) return
      const resumed = loaded().then((each) => each.resume())
      resumed.catch((error: unknown) => logger.warn('unable to go on with the files of an earlier page', error))
    },
    retry: (key: string) => sender?.retry(key),
    discard: (key: string) => sender?.discard(key) ?? false,
  }
}
