/** What an HTTP request of the kit was answered. */
export interface RawAnswer {
  readonly status: number
  readonly text: string
  readonly headers: Headers
}

/** Posts exactly this. */
export async function rawPost(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<RawAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
    signal: AbortSignal.timeout(longestMs),
  })
  return { status: response.status, text: await response.text(), headers: response.headers }
}

const longestMs = 15_000
