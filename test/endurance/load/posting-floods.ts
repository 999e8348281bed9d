import { clientIdIn, handshakeWith, messageOf, startOf } from '../clients/bayeux-messages.ts'
import { openPosts, type Posts } from '../clients/posts.ts'
import type { Flooder } from './flooder.ts'

/** As many requests as a browser has under way at a time. */
const connectionsOfBrowser = 6

export interface PostingFlooder extends Flooder {
  /** Requests that were answered, and not refused. */
  readonly answered: number
}

/** A visitor over long-polling who never waits for an answer before the next message. */
export async function floodByMessages(url: string): Promise<PostingFlooder> {
  const posts = openPosts({ url }, connectionsOfBrowser)
  const { text } = await posts.post(JSON.stringify([handshakeWith(startOf('posting flooder'))]))
  const clientId = clientIdIn(text)
  if (clientId === undefined) throw new Error(`unable to start a flood by posts: the server refused it: ${text}`)
  const poll = { channel: '/meta/connect', connectionType: 'long-polling', advice: { timeout: 0 } }
  const filler = { ext: { filler: 'x'.repeat(20_000) } }
  const frame = () => [{ ...messageOf('flood'), ...filler }, poll].map((message) => ({ id: '1', ...message, clientId }))
  return flood(posts, connectionsOfBrowser, frame)
}

/** Starts one session after another over one connection that is kept alive, and comes back to none. */
export function floodByStarts(url: string): PostingFlooder {
  return flood(openPosts({ url }, 1), 1, () => [handshakeWith(startOf('starter'))])
}

/** Posts without a pause, so many at a time, until it is stopped or refused. */
function flood(posts: Posts, atOnce: number, frame: () => readonly object[]): PostingFlooder {
  const scope = new AbortController()
  let sent = 0
  let answered = 0
  const goOn = async () => {
    while (!scope.signal.aborted) {
      sent += 1
      const { status } = await posts.post(JSON.stringify(frame()))
      if (status !== 200) return
      answered += 1
    }
  }
  for (let count = 0; count < atOnce; count++) void goOn()
  return {
    get sent() {
      return sent
    },
    get answered() {
      return answered
    },
    stop() {
      scope.abort()
      posts.close()
    },
  }
}
