import { Agent, request } from 'node:http'
import type { Origin } from './raw-socket.ts'

export interface Posted {
  /** 0 when the connection broke before an answer. */
  readonly status: number
  readonly text: string
}

export interface Posts {
  /** Never rejects. */
  post(body: string, headers?: Readonly<Record<string, string>>): Promise<Posted>
  close(): void
}

/** Posts over connections that are kept alive, so many at a time. */
export function openPosts({ url, address }: Origin, connections: number): Posts {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  return {
    post: (body, headers = {}) =>
      new Promise((resolve) => {
        const broken = () => resolve({ status: 0, text: '' })
        const all = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers }
        const from = address === undefined ? {} : { localAddress: address }
        const posted = request(url, { agent, method: 'POST', headers: all, ...from })
        posted.on('response', (response) => {
          let text = ''
          response.on('data', (chunk) => (text += chunk))
          response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
          response.on('error', broken)
        })
        posted.on('error', broken)
        posted.end(body)
      }),
    close: () => agent.destroy(),
  }
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
