import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { Webhook } from 'standardwebhooks'
import { onCleanup } from '../../../../test/support/cleanup.ts'

export const secret = `whsec_${Buffer.from('a-key-of-thirty-two-random-bytes').toString('base64')}`

export interface ReceivedWebhook {
  readonly id: string
  readonly type: string
  readonly data: {
    readonly sessionId: string
    readonly reason?: string
    readonly event?: { readonly index: number; readonly content?: { readonly text: string } }
  }
}

/** A receiver that checks each webhook with the library of Standard Webhooks. `answer` decides what becomes of it. */
export async function receiveWebhooks() {
  const verifier = new Webhook(secret)
  /** Those that were accepted, repeats left out. */
  const accepted: ReceivedWebhook[] = []
  const attempts: ReceivedWebhook[] = []
  const receiver = {
    accepted,
    attempts,
    url: '',
    answer: (_webhook: ReceivedWebhook, response: ServerResponse): void => void response.writeHead(204).end(),
    ofSession: (sessionId: string) => accepted.filter(({ data }) => data.sessionId === sessionId),
  }
  const server = createServer(async (request, response) => {
    const body = await text(request)
    const payload = verifier.verify(body, request.headers as Record<string, string>) as Omit<ReceivedWebhook, 'id'>
    const webhook = { id: String(request.headers['webhook-id']), ...payload }
    attempts.push(webhook)
    response.once('finish', () => {
      if (response.statusCode < 300 && !accepted.some(({ id }) => id === webhook.id)) accepted.push(webhook)
    })
    receiver.answer(webhook, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onCleanup(() => {
    server.closeAllConnections()
    server.close()
  })
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks?key=1`
  return receiver
}
