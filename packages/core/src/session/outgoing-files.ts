import { callHandler } from '../platform/call-handler.ts'
import { abortable } from '../platform/deferred.ts'
import type { FileDescription } from '../protocol/message-content.ts'
import type { SendMessage } from '../protocol/protocol.ts'
import type { TranscriptEntry } from '../transcript/transcript.ts'
import type { FileLoading } from './file-loading.ts'
import type { OutgoingFile, SendFileOptions } from './file-sender.ts'
import type { SessionParts } from './session-parts.ts'
import type { Submit } from './submit-command.ts'

/** A file whose message is not on its way yet. */
interface Sending {
  readonly outgoing: OutgoingFile
  readonly onProgress?: SendFileOptions['onProgress'] | undefined
  /** Gives it up. Aborted: it has failed. */
  readonly scope: AbortController
}

/** The files whose messages are not on their way yet: waiting for what uploads them, being uploaded, or failed. */
export function createOutgoingFiles(
  { clock, logger, state, progress, transcript, scope }: SessionParts,
  submit: Submit,
  { loaded, settled }: FileLoading,
) {
  const all = new Map<string, Sending>()
  /** Otherwise another page goes on with what is kept. */
  const isOurs = () => state.isLive || state.name === 'ended'
  /** Once the session is over nobody sends them any more, also those that had failed before. */
  scope.signal.addEventListener('abort', () => isOurs() && all.forEach((_, key) => settled(key)))

  const show = (outgoing: OutgoingFile) => {
    const { key, name, type, file } = outgoing
    transcript.remove(key) // It may have failed.
    const command = messageOf(outgoing, { id: '', name, type, bytes: file.size })
    transcript.add({ command, at: clock.now(), after: progress.position }, file)
    transcript.mark(key, 'uploading', 0)
  }

  /** Rejects as soon as the file is given up or the session is over, whatever is loaded or uploaded later. */
  const upload = async ({ outgoing, onProgress, scope: { signal } }: Sending): Promise<FileDescription> => {
    const wanted = <Value>(value: Promise<Value>) => abortable(abortable(value, signal), scope.signal)
    const sender = await wanted(loaded())
    return wanted(
      sender.upload(outgoing, {
        signal,
        onProgress(share) {
          transcript.mark(outgoing.key, 'uploading', share)
          if (onProgress) callHandler(onProgress, share, logger)
        },
      }),
    )
  }

  async function run(sending: Sending): Promise<TranscriptEntry> {
    const { outgoing } = sending
    const { key } = outgoing
    all.set(key, sending)
    show(outgoing)
    try {
      const sent = submit(messageOf(outgoing, await upload(sending)))
      all.delete(key)
      // Until the server has the message, or refuses it, a reload finds the file, and sends the message under the same id.
      const isSettled = () => isOurs() && settled(key)
      void sent.then(isSettled, isSettled)
      return await sent
    } catch (error) {
      if (all.get(key) === sending && isOurs()) {
        transcript.mark(key, 'failed', error)
        sending.scope.abort()
      }
      throw error
    }
  }
  const start = (sending: Omit<Sending, 'scope'>): Promise<TranscriptEntry> => {
    const sent = run({ ...sending, scope: new AbortController() })
    sent.catch(() => undefined) // Its entry tells.
    return sent
  }

  return {
    start,
    has: (key: string) => all.has(key),
    failed(key: string): Sending | undefined {
      const sending = all.get(key)
      return sending?.scope.signal.aborted ? sending : undefined
    },
    /** False: there is no such file. */
    giveUp(key: string, reason?: unknown): boolean {
      const given = all.get(key)
      if (!given) return false
      all.delete(key)
      given.scope.abort(reason)
      transcript.remove(key)
      settled(key)
      return true
    },
  }
}

const messageOf = ({ key, caption }: OutgoingFile, file: FileDescription): SendMessage => ({
  type: 'SendMessage',
  id: key,
  content: { type: 'file', file, ...(caption !== undefined && { text: caption }) },
})
