import { signWebhook } from './sign-webhook.ts'
import type { Webhook } from './webhook.ts'
import type { EndpointSettings, WebhookSettings } from './webhook-options.ts'

/** Posts a webhook once. Rejects unless the endpoint answers with a 2xx status in time. */
export async function postWebhook(
  { url, keys }: EndpointSettings,
  { id, type, at, data }: Webhook,
  { clock, timeoutMs, signal }: Pick<WebhookSettings, 'clock' | 'timeoutMs'> & { readonly signal: AbortSignal },
): Promise<void> {
  const body = JSON.stringify({ type, timestamp: new Date(at).toISOString(), data })
  const timestamp = Math.floor(clock.now() / 1000)
  const scope = new AbortController()
  const cutOff = () => scope.abort(new Error('the server is closing'))
  signal.addEventListener('abort', cutOff)
  if (signal.aborted) cutOff()
  const stopTimer = clock.after(timeoutMs, () => scope.abort(new Error(`it did not answer within ${timeoutMs} ms`)))
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'chat-transport-webhooks',
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': signWebhook({ id, timestamp, body }, keys),
      },
      body,
      signal: scope.signal,
    })
    await response.body?.cancel()
    if (!response.ok) throw new Error(`it answered ${response.status}`)
  } finally {
    stopTimer()
    signal.removeEventListener('abort', cutOff)
  }
}
