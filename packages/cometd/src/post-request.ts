import type { LineFailure } from '@chat-transport/core'

export interface PostOptions {
  readonly url: URL
  readonly requestHeaders: HeadersInit
  /** Aborts the request. */
  readonly signal?: AbortSignal
  /** A part of the answer has arrived. */
  readonly progress?: (() => void) | undefined
}

/**
 * Posts `body` and resolves with the text of the answer. Rejects with a `LineFailure`, however the request ends: refused,
 * aborted by the page or the browser, redirected, or answered with anything but 200.
 *
 * All requests go to one address, without the message type that CometD can append: proxies need one route, browsers one
 * CORS preflight. Cookies are sent for load balancers that use them to keep a client on one server. No redirect is followed,
 * since it would take the secret and the page's headers along to wherever it leads, which browsers do not tell.
 */
export async function post(body: string, { url, requestHeaders, signal, progress }: PostOptions): Promise<string> {
  const headers = new Headers(requestHeaders)
  headers.set('Content-Type', 'application/json')
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers,
      credentials: 'include',
      redirect: 'manual',
      signal: signal ?? null,
    })
    if (response.status === 200) return await readText(response, progress)
    throw failedWith(response)
  } catch (error) {
    // Without the error itself: of a network failure `fetch` says the same as of a fault in the code, a TypeError.
    throw isFailure(error) ? error : new Error(`unable to reach the server: ${(error as Error).message}`)
  }
}

const isFailure = (error: unknown): error is LineFailure => typeof (error as LineFailure).status === 'number'

function failedWith({ status, type, headers }: Response): LineFailure {
  // In seconds. Another origin has to expose the header to the page.
  const retryAfterMs = Number(headers.get('Retry-After')) * 1000
  const why = type === 'opaqueredirect' ? 'it redirects: give its final address' : `HTTP ${status}`
  const failure = new Error(`unable to reach the server: ${why}`)
  return Object.assign(failure, { status, ...(retryAfterMs > 0 && { retryAfterMs }) })
}

async function readText({ body }: Response, progress?: () => void): Promise<string> {
  const decoder = new TextDecoder()
  const reader = body?.getReader()
  let text = ''
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
    progress?.()
    text += decoder.decode(part.value, { stream: true })
  }
  return text + decoder.decode()
}
