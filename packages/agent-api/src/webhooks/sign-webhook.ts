import { createHmac } from 'node:crypto'

export interface WebhookToSign {
  readonly id: string
  /** Epoch seconds. */
  readonly timestamp: number
  readonly body: string
}

/** The signatures of a webhook, one for each key, as Standard Webhooks (v1) has them. */
export function signWebhook({ id, timestamp, body }: WebhookToSign, keys: readonly Buffer[]): string {
  const signed = `${id}.${timestamp}.${body}`
  return keys.map((key) => `v1,${createHmac('sha256', key).update(signed).digest('base64')}`).join(' ')
}

const secretPattern = /^whsec_([A-Za-z\d+/]+={0,2})$/

/** The key of a secret; `undefined` for one that is no secret. */
export function keyOfSecret(secret: string): Buffer | undefined {
  const [, encoded] = secretPattern.exec(secret) ?? []
  const key = Buffer.from(encoded ?? '', 'base64')
  return key.length >= 24 && key.length <= 64 ? key : undefined
}
