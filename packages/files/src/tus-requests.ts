import { UploadFailure } from './upload-failure.ts'
import type { UploadSettings } from './upload-options.ts'

/** The requests of tus 1.0.0 that an upload is made of. Each rejects with an `UploadFailure`, or when `signal` aborts. */
export interface TusRequests {
  /** Resolves with the URL of a new upload. */
  create(bytes: number): Promise<string>
  /** Resolves with how many bytes the server has. */
  offset(uploadUrl: string): Promise<number>
  /** Sends a piece from this offset on. Resolves with how many bytes the server has now. */
  append(uploadUrl: string, offset: number, piece: Blob): Promise<number>
  remove(uploadUrl: string): Promise<void>
  /** The next request asks for another token: this one was refused. */
  tokenRefused(): void
}

type RequestSettings = Pick<UploadSettings, 'fetch' | 'clock' | 'url' | 'token' | 'name' | 'type' | 'key'>

export interface RequestLimits {
  /** How long a request may take now. */
  timeoutMs(): number
  readonly signal: AbortSignal
}

interface TusRequest {
  readonly method: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Blob
}

export function tusRequests(settings: RequestSettings, limits: RequestLimits): TusRequests {
  let refused = false
  const ask = async (request: TusRequest): Promise<Response> => {
    const token = await settings.token({ refused })
    refused = false
    const headers = { 'Tus-Resumable': '1.0.0', Authorization: `Bearer ${token}`, ...request.headers }
    return answered({ ...request, headers }, settings, limits)
  }
  return {
    async create(bytes) {
      const { name, type, key, url } = settings
      const metadata = { filename: name, ...(type && { filetype: type }), key }
      const pairs = Object.entries(metadata).map(([field, value]) => `${field} ${base64(value)}`)
      const headers = { 'Upload-Length': `${bytes}`, 'Upload-Metadata': pairs.join() }
      const { headers: told } = await ask({ method: 'POST', url, headers })
      return uploadUrlOf(told.get('Location'), url)
    },
    offset: async (url) => offsetIn(await ask({ method: 'HEAD', url })),
    async append(url, offset, body) {
      const headers = { 'Upload-Offset': `${offset}`, 'Content-Type': 'application/offset+octet-stream' }
      return offsetIn(await ask({ method: 'PATCH', url, headers, body }))
    },
    async remove(url) {
      await ask({ method: 'DELETE', url })
    },
    tokenRefused: () => void (refused = true),
  }
}

async function answered(
  { url, ...request }: TusRequest,
  { fetch, clock }: RequestSettings,
  { timeoutMs, signal }: RequestLimits,
): Promise<Response> {
  const scope = new AbortController()
  const abort = () => scope.abort()
  const stopTimer = clock.after(timeoutMs(), abort)
  signal.addEventListener('abort', abort)
  if (signal.aborted) abort()
  try {
    // No `cache: 'no-store'`: with it Chromium also asks anew before each request whether another origin may make it.
    const response = await fetch(url, { ...request, signal: scope.signal, credentials: 'omit' })
    if (!response.ok) throw await failureOf(response)
    return response
  } catch (cause) {
    if (cause instanceof UploadFailure) throw cause
    throw new UploadFailure(scope.signal.aborted ? 'the server did not answer in time' : 'there was no answer', {
      cause,
    })
  } finally {
    stopTimer()
    signal.removeEventListener('abort', abort)
  }
}

async function failureOf(response: Response): Promise<UploadFailure> {
  const { status } = response
  const seconds = Number(response.headers.get('Retry-After') ?? 0)
  const retryAfterMs = seconds > 0 ? Math.min(seconds, longestRetryAfterSeconds) * 1000 : 0
  const error = errorIn(await response.text())
  return new UploadFailure(`the server answered ${status}`, { status, retryAfterMs, ...(error && { error }) })
}

const longestRetryAfterSeconds = 300

/** The error in a refusal of our server. Others, such as those of a proxy, have none. */
function errorIn(text: string): UploadFailure['error'] {
  try {
    const { error } = JSON.parse(text) as { error?: { code?: unknown; description?: unknown } }
    const { code, description } = error ?? {}
    return typeof code === 'number' && typeof description === 'string' ? { code, description } : undefined
  } catch {
    return undefined // no JSON: a page in HTML, or nothing
  }
}

/** A page to log in to a network answers everything, and well. */
const noTus = (what: string) => new UploadFailure(`the answer is not one of a server for uploads: ${what}`)

function offsetIn({ headers }: Response): number {
  const offset = headers.get('Upload-Offset')
  if (offset === null || !/^\d+$/.test(offset)) throw noTus('it has no Upload-Offset')
  return Number(offset)
}

/** Of the same origin, since the token goes there. */
function uploadUrlOf(location: string | null, base: string): string {
  if (!location) throw noTus('it has no Location')
  const url = new URL(location, base)
  if (url.origin !== new URL(base).origin) throw noTus('its Location is of another origin')
  return url.href
}

/** Of the text in UTF-8. */
function base64(text: string): string {
  let bytes = ''
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte)
  return btoa(bytes)
}
