import { networkReason } from '../line/network-reason.ts'
import type { ControlVerb, ServerControl } from './server-control.ts'

/** The set-up does not offer this verb: its answer was 404, 405 or 501. */
export class VerbNotOffered extends Error {
  override readonly name = 'VerbNotOffered'
}

/** The control that a server's test set-up offers over HTTP: `POST <url>/say` and so on, as `server-control.openapi.yaml` says. */
export function httpControl(url: string, limitMs = 30_000): Required<ServerControl> {
  async function post(verb: ControlVerb, body: object): Promise<unknown> {
    const address = `${url.replace(/\/$/, '')}/${verb}`
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(limitMs),
    }).catch((cause: unknown) => {
      throw new Error(`unable to reach the control: POST ${address}: ${networkReason(cause)}`, { cause })
    })
    const text = await response.text()
    if ([404, 405, 501].includes(response.status))
      throw new VerbNotOffered(`the control does not offer ${verb}: POST ${address} was answered ${response.status}`)
    if (!response.ok)
      throw new Error(`the control failed: POST ${address} was answered ${response.status} ${text.slice(0, 200)}`)
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
    async token(user) {
      return ((await post('token', user)) as { auth?: unknown } | undefined)?.auth
    },
  }
}
