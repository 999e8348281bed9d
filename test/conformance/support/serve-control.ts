import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import type { ServerControl } from '@chat-transport/conformance/server'
import { onCleanup } from '../../support/cleanup.ts'
import type { TokenRequest } from '../../support/token-login.ts'

/** Offers a control over HTTP, as `server-control.openapi.yaml` says. Resolves with its address. */
export async function serveControl(control: ServerControl): Promise<string> {
  const httpServer = createServer(async (request, response) => {
    const [status, body] = await answerTo(control, request).catch(
      (cause: unknown) => [500, { error: String(cause) }] as const,
    )
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  httpServer.listen(0, '127.0.0.1')
  await once(httpServer, 'listening')
  onCleanup(() => void httpServer.close())
  return `http://127.0.0.1:${(httpServer.address() as AddressInfo).port}`
}

interface Asked extends TokenRequest {
  readonly sessionId: string
  readonly text: string
  readonly isOut: boolean
}

async function answerTo(control: ServerControl, request: IncomingMessage): Promise<readonly [number, object]> {
  const verbs: Readonly<Record<string, (asked: Asked) => Promise<unknown> | undefined>> = {
    '/say': async ({ sessionId, text }) => ({ index: await control.say(sessionId, text) }),
    '/end': ({ sessionId }) => control.end(sessionId),
    '/expire': ({ sessionId }) => control.expire(sessionId),
    '/outage': ({ isOut }) => control.outage?.(isOut),
    '/restart': () => control.restart?.(),
    '/token': async (user) => control.token && { auth: await control.token(user) },
  }
  const done = verbs[request.url ?? '']?.((await json(request)) as Asked)
  if (!done) return [404, { error: 'this control has no such verb' }]
  return [200, (await done) ?? {}]
}
