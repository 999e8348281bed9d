import { callHandler } from '../platform/call-handler.ts'
import { abortable, type Deferred, deferred } from '../platform/deferred.ts'
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
export function createOutgoingFiles(parts: SessionParts, submit: Submit, { loaded, settled }: FileLoading) {
  const { state, transcript, scope } = parts
  const upload = createUpload(parts, loaded)
  const all = new Map<string, Sending>()
  /** Resolve when the message is in the transcript, also if another page has sent it. */
  const arrivals = new Map<string, Deferred<TranscriptEntry>>()
  /** Otherwise another page goes on with what is kept. */
  const isOurs = () => state.isLive || state.name === 'ended'
  /** Once the session is over nobody sends them any more, also those that had failed before. */
  scope.signal.addEventListener('abort', () => isOurs() && all.forEach((_, key) => settled(key)))

  const leaveToOthers = (sending: Sending, arrival: Promise<TranscriptEntry>) => {
    const { key } = sending.outgoing
    if (all.get(key) === sending) {
      all.delete(key)
      transcript.remove(key)
    }
    return abortable(arrival, scope.signal)
  }

  async function run(sending: Sending): Promise<TranscriptEntry> {
    const { outgoing } = sending
    const { key } = outgoing
    const arrival = arrivals.get(key) ?? deferred<TranscriptEntry>()
    arrivals.set(key, arrival)
    all.set(key, sending)
    show(parts, outgoing)
    try {
      const file = await upload(sending)
      if (!file) return await leaveToOthers(sending, arrival.promise)
      const sent = submit(messageOf(outgoing, file))
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
    /** A message has come. If its file is being uploaded here, another page was quicker. */
    arrived(key: string, entry: TranscriptEntry) {
      arrivals.get(key)?.resolve(entry)
      arrivals.delete(key)
      if (all.delete(key)) settled(key)
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

/**
 * Uploads one file. Rejects as soon as it is given up or the session is over, whatever is loaded or uploaded later. Nothing: another
 * page goes on with it, or has sent it.
 */
function createUpload({ logger, transcript, scope }: SessionParts, loaded: FileLoading['loaded']) {
  return async ({ outgoing, onProgress, scope: { signal } }: Sending) => {
    const wanted = <Value>(value: Promise<Value>) => abortable(abortable(value, signal), scope.signal)
    const sender = await wanted(loaded())
    const uploading = sender.upload(outgoing, {
      signal,
      onProgress(share) {
        transcript.mark(outgoing.key, 'uploading', share)
        if (onProgress) callHandler(onProgress, share, logger)
      },
    })
    const uploaded = await wanted(uploading.catch(nothingIfElsewhere))
    return transcript.isSent(outgoing.key) ? undefined : uploaded
  }
}

function show({ clock, progress, transcript }: SessionParts, outgoing: OutgoingFile): void {
  const { key, name, type, file } = outgoing
  transcript.remove(key) // It may have failed.
  const command = messageOf(outgoing, { id: '', name, type, bytes: file.size })
  transcript.add({ command, at: clock.now(), after: progress.position }, file)
  transcript.mark(key, 'uploading', 0)
}

const nothingIfElsewhere = (error: unknown) => {
  if ((error as Error | undefined)?.name !== 'AbortError') throw error
}

const messageOf = ({ key, caption }: OutgoingFile, file: FileDescription): SendMessage => ({
  type: 'SendMessage',
  id: key,
  content: { type: 'file', file, ...(caption !== undefined && { text: caption }) },
})
