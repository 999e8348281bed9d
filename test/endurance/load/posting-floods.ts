import { Agent, request } from 'node:http'
import { onTestFinished } from 'vitest'
import type { Flooder } from './misbehave.ts'
import { clientIdIn, handshakeOf, saying } from './raw-visitor.ts'

/** As many requests as a browser has under way at a time. */
const connectionsOfBrowser = 6

export interface PostingFlooder extends Flooder {
  /** Requests that were answered, and not refused. */
  readonly answered: number
}

/** A visitor over long-polling who never waits for what it has said before it goes on. */
export async function floodByPosts(url: string, name: string): Promise<PostingFlooder> {
  const wire = openWire(url, connectionsOfBrowser)
  const clientId = clientIdIn(await wire.post([handshakeOf(name)]), name)
  const poll = { channel: '/meta/connect', connectionType: 'long-polling', advice: { timeout: 0 } }
  const filler = { ext: { filler: 'x'.repeat(20_000) } }
  const frame = () => [{ ...saying('flood'), ...filler }, poll].map((message) => ({ ...message, id: '1', clientId }))
  return flood(wire, connectionsOfBrowser, frame)
}

/** Somebody who starts one session after another, over one connection that is kept alive, and comes back to none. */
export async function floodByHandshakes(url: string, name: string): Promise<PostingFlooder> {
  let count = 0
  return flood(openWire(url, 1), 1, () => [handshakeOf(`${name}, start ${(count += 1)}`)])
}

interface Wire {
  /** The body of the answer; rejects when the request is refused or breaks off. */
  post(messages: readonly object[]): Promise<string>
  close(): void
}

function openWire(url: string, maxSockets: number): Wire {
  const agent = new Agent({ keepAlive: true, maxSockets })
  onTestFinished(() => agent.destroy())
  return {
    post: (messages) =>
      new Promise((resolve, reject) => {
        const body = JSON.stringify(messages)
        const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
        const posted = request(url, { agent, method: 'POST', headers }, (response) => {
          let text = ''
          response.on('data', (chunk) => (text += chunk))
          response.on('error', reject)
          response.on('end', () =>
            response.statusCode === 200 ? resolve(text) : reject(new Error(`${response.statusCode}: ${text}`)),
          )
        })
        posted.on('error', reject)
        posted.end(body)
      }),
    close: () => agent.destroy(),
  }
}

/** Posts without a pause, so many at a time, until it is stopped. */
function flood(wire: Wire, atOnce: number, frame: () => readonly object[]): PostingFlooder {
  const scope = new AbortController()
  let sent = 0
  let answered = 0
  const goOn = async () => {
    while (!scope.signal.aborted) {
      sent += 1
      await wire.post(frame())
      answered += 1
    }
  }
  const broken = () => undefined // refused, or broken off at the end: then it floods no more
  for (let count = 0; count < atOnce; count++) goOn().catch(broken)
  return {
    get sent() {
      return sent
    },
    get answered() {
      return answered
    },
    stop() {
      scope.abort()
      wire.close()
    },
  }
}
