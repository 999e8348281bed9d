import { networkReason } from '../line/network-reason.ts'
import type { HandVerb, ServerHand } from './server-hand.ts'

/** The set-up does not offer this verb: its answer was 404, 405 or 501. */
export class NotOfferedByHand extends Error {
  override readonly name = 'NotOfferedByHand'
}

/** The hand that a server's test set-up offers over HTTP: `POST <url>/say` and so on, as `server-hand.openapi.yaml` says. */
export function httpHand(url: string, limitMs = 30_000): Required<ServerHand> {
  async function post(verb: HandVerb, body: object): Promise<unknown> {
    const address = `${url.replace(/\/$/, '')}/${verb}`
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(limitMs),
    }).catch((cause: unknown) => {
      throw new Error(`unable to reach the hand: POST ${address}: ${networkReason(cause)}`, { cause })
    })
    const text = await response.text()
    if ([404, 405, 501].includes(response.status))
      throw new NotOfferedByHand(`the hand does not offer ${verb}: POST ${address} was answered ${response.status}`)
    if (!response.ok)
      throw new Error(`the hand failed: POST ${address} was answered ${response.status} ${text.slice(0, 200)}`)
    return text === '' ? undefined : (JSON.parse(text) as unknown)
  }
  return {
    async say(sessionId, text) {
      return ((await post('say', { sessionId, text })) as { index?: unknown } | undefined)?.index
    },
    end: (sessionId) => post('end', { sessionId }),
    expire: (sessionId) => post('expire', { sessionId }),
    outage: (isOut) => post('outage', { isOut }),
    restart: () => post('restart', {}),
  }
}
