import { createChatBackend, type ChatBackendOptions } from '@chat-transport/backend'
import { systemClock, type Clock } from '@chat-transport/core'
import { onCleanup } from '../../../../test/support/cleanup.ts'
import { createWebhooks, type WebhookPlace, type WebhooksOptions } from '../../src/index.ts'
import { secret } from './webhook-receiver.ts'

/** Retries after a hundredth of their time. */
export const hasty: Clock = { ...systemClock, after: (delayMs, run) => systemClock.after(delayMs / 100, run) }

export function startBackend(options: ChatBackendOptions = {}) {
  const backend = createChatBackend({ limits: { commandsPerSecond: 100_000 }, ...options })
  onCleanup(() => backend.close())
  return backend
}

export function start(options: Omit<WebhooksOptions, 'endpoints'> & { readonly url: string }) {
  const { url, ...rest } = options
  // A receiver on a busy machine has 3 s by this clock: what it is slow with is not to come twice.
  const webhooks = createWebhooks({ clock: hasty, timeoutMs: 300_000, ...rest, endpoints: [{ url, secret }] })
  onCleanup(() => webhooks.close())
  return webhooks
}

/** Places that outlive what writes them. */
export function keptCursors() {
  const kept = new Map<string, WebhookPlace>()
  const key = (endpoint: string, sessionId: string) => `${endpoint} ${sessionId}`
  return {
    kept,
    /** How often somebody has looked for a place. */
    asked: 0,
    list: async () => [...kept.values()],
    async find(endpoint: string, sessionId: string) {
      this.asked++
      return kept.get(key(endpoint, sessionId))?.after
    },
    save: async (place: WebhookPlace) => void kept.set(key(place.endpoint, place.sessionId), place),
    remove: async (endpoint: string, sessionId: string) => void kept.delete(key(endpoint, sessionId)),
  }
}
