import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import type { ServerHand } from '@chat-transport/conformance/server'
import { onCleanup } from '../../support/cleanup.ts'

/** Offers a hand over HTTP, as `server-hand.openapi.yaml` says. Resolves with its address. */
export async function serveHand(hand: ServerHand): Promise<string> {
  const httpServer = createServer(async (request, response) => {
    const [status, body] = await answerTo(hand, request).catch(
      (cause: unknown) => [500, { error: String(cause) }] as const,
    )
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  httpServer.listen(0, '127.0.0.1')
  await once(httpServer, 'listening')
  onCleanup(() => void httpServer.close())
  return `http://127.0.0.1:${(httpServer.address() as AddressInfo).port}`
}

interface Asked {
  readonly sessionId: string
  readonly text: string
  readonly isOut: boolean
}

async function answerTo(hand: ServerHand, request: IncomingMessage): Promise<readonly [number, object]> {
  const verbs: Readonly<Record<string, (asked: Asked) => Promise<unknown> | undefined>> = {
    '/say': async ({ sessionId, text }) => ({ index: await hand.say(sessionId, text) }),
    '/end': ({ sessionId }) => hand.end(sessionId),
    '/expire': ({ sessionId }) => hand.expire(sessionId),
    '/outage': ({ isOut }) => hand.outage?.(isOut),
    '/restart': () => hand.restart?.(),
  }
  const done = verbs[request.url ?? '']?.((await json(request)) as Asked)
  if (!done) return [404, { error: 'this hand has no such verb' }]
  return [200, (await done) ?? {}]
}
