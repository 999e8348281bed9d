import { Agent, request } from 'node:http'

export interface Posted {
  readonly status: number
  readonly text: string
}

/** Posts over connections that are kept alive, from one address. A failure has the status 0. */
export function openPosts(url: string, localAddress: string | undefined, connections: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  return (body: string, headers: Readonly<Record<string, string>> = {}): Promise<Posted> =>
    new Promise((resolve) => {
      const all = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers }
      const posted = request(url, { agent, method: 'POST', headers: all, ...(localAddress && { localAddress }) })
      posted.on('response', (response) => {
        let text = ''
        response.on('data', (chunk) => (text += chunk))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
        response.on('error', () => resolve({ status: 0, text: '' }))
      })
      posted.on('error', () => resolve({ status: 0, text: '' }))
      posted.end(body)
    })
}

/** Calls `post` again and again, so many at a time; waits a little after a connection that broke. */
export function postForEver(atOnce: number, post: () => Promise<Posted>, answered: (posted: Posted) => void): void {
  const goOn = async () => {
    const posted = await post()
    answered(posted)
    setTimeout(goOn, posted.status === 0 ? 100 : 0)
  }
  for (let number = 0; number < atOnce; number++) void goOn()
}
