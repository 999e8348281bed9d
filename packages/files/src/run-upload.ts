import { callHandler, ChatError, createWakeups, ErrorCode } from '@chat-transport/core'
import { anyOf } from './any-of.ts'
import { paceChunks } from './chunk-pace.ts'
import { countRetries } from './retries.ts'
import { tusRequests } from './tus-requests.ts'
import { UploadFailure } from './upload-failure.ts'
import type { UploadSettings } from './upload-options.ts'
import { retryDelayMs, waitForRetry } from './wait-for-retry.ts'

/**
 *   uncreated ──create──▶ sending ⟲ append ──▶ done
 *       ▲                   │ ▲
 *       └──lost by server───┤ └──offset── unsure: only the server knows how much it has
 *                           └──failed──────▶┘
 */
type Unfinished =
  | { readonly name: 'uncreated' }
  | { readonly name: 'unsure'; readonly uploadUrl: string }
  | { readonly name: 'sending'; readonly uploadUrl: string; readonly offset: number }
type Place = Unfinished | { readonly name: 'done'; readonly uploadUrl: string }

const requestTimeoutMs = 15_000
/** Patience grows with each failure, up to eight times: the last chunk waits for the server's check of the file. */
const mostDoublings = 3

/** Resolves with the URL of the upload, once the server has all of the file and has accepted it. */
export async function runUpload(file: Blob, settings: UploadSettings): Promise<string> {
  const scope = anyOf(settings.signal, settings.pause)
  try {
    return await runUntil(scope.signal, file, settings)
  } finally {
    scope.abort() // The signals outlive the upload: nothing of it stays with them.
  }
}

async function runUntil(signal: AbortSignal, file: Blob, settings: UploadSettings): Promise<string> {
  const { clock, network, onCreated, onProgress, onRetry } = settings
  const wakeups = createWakeups(network)
  const retries = countRetries()
  const pace = paceChunks(clock)
  const timeoutMs = () => requestTimeoutMs * 2 ** Math.min(retries.failures, mostDoublings)
  const requests = tusRequests(settings, { signal, timeoutMs })

  /** A request without a body. */
  async function timed<Answer>(answer: Promise<Answer>): Promise<Answer> {
    const askedAt = clock.monotonic()
    const answered = await answer
    pace.answered(askedAt)
    return answered
  }

  function reached(uploadUrl: string, offset: number): Place {
    retries.reached(offset)
    if (onProgress) callHandler(onProgress, { sentBytes: offset, totalBytes: file.size })
    return { name: 'sending', uploadUrl, offset }
  }

  async function create(): Promise<Place> {
    const uploadUrl = await timed(requests.create(file.size))
    if (onCreated) callHandler(onCreated, uploadUrl)
    const place = reached(uploadUrl, 0)
    return file.size === 0 ? { name: 'done', uploadUrl } : place
  }

  /** At the end of the file too, with nothing: the answer says whether the server has accepted it. */
  async function append(uploadUrl: string, offset: number): Promise<Place> {
    const piece = file.slice(offset, offset + pace.bytes)
    const sentAt = clock.monotonic()
    const next = await requests.append(uploadUrl, offset, piece)
    if (next <= offset && piece.size > 0) throw new UploadFailure('the server has kept nothing of a piece')
    pace.acknowledged(piece.size, sentAt)
    const place = reached(uploadUrl, next)
    return next === file.size ? { name: 'done', uploadUrl } : place
  }

  async function step(place: Unfinished): Promise<Place> {
    if (place.name === 'uncreated') return create()
    const { uploadUrl } = place
    return place.name === 'sending'
      ? append(uploadUrl, place.offset)
      : reached(uploadUrl, await timed(requests.offset(uploadUrl)))
  }

  /** Where to go on after a failure. Throws what ends the upload. */
  async function recover(place: Unfinished, failure: UploadFailure): Promise<Place> {
    const remedy = retries.failed(failure)
    if (failure.status === undefined) await requireReadable(file)
    if (remedy === 'token') requests.tokenRefused()
    const { retryAfterMs } = failure
    const delayMs = Math.max(retryAfterMs, retryDelayMs(retries.failures, { clock }))
    if (onRetry) callHandler(onRetry, { attempt: retries.failures, delayMs, cause: failure })
    await waitForRetry(delayMs, retryAfterMs, { clock, wakeups, signal })
    pace.broke()
    return place.name === 'uncreated' || remedy === 'anew' ? { name: 'uncreated' } : { ...place, name: 'unsure' }
  }

  const { uploadUrl } = settings
  let place: Place = uploadUrl === undefined ? { name: 'uncreated' } : { name: 'unsure', uploadUrl }
  while (place.name !== 'done') {
    if (signal.aborted) throw giveUp(place, settings)
    const current: Unfinished = place
    place = await step(current).catch((failure: unknown) => {
      if (!(failure instanceof UploadFailure)) throw failure
      return signal.aborted ? current : recover(current, failure)
    })
  }
  return place.uploadUrl
}

/** Returns what to reject with. The server is told in the background; without it, the upload is removed later. */
function giveUp(place: Unfinished, settings: UploadSettings): unknown {
  const limits = { signal: new AbortController().signal, timeoutMs: () => requestTimeoutMs }
  const { signal, pause } = settings
  if (place.name !== 'uncreated' && signal?.aborted)
    tusRequests(settings, limits)
      .remove(place.uploadUrl)
      .catch(() => undefined) // as said above
  return signal?.aborted ? signal.reason : pause?.reason
}

/** A file that was changed or removed since it was chosen fails like the network, and for ever. */
async function requireReadable(file: Blob): Promise<void> {
  try {
    await file.slice(0, 1).arrayBuffer()
  } catch (cause) {
    const description = 'unable to upload the file: it cannot be read any more. Choose it again.'
    throw new ChatError(ErrorCode.executionFailed, description, { cause })
  }
}
