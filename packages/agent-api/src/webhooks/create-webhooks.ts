import type { BackendSession } from '@chat-transport/backend'
import { SessionWatch } from '../sessions/session-watch.ts'
import { EndpointDeliveries } from './endpoint-deliveries.ts'
import type { WebhookCounts } from './webhook-counts.ts'
import { resolveWebhookOptions, type WebhooksOptions } from './webhook-options.ts'

/** Posts what happens in sessions to the endpoints of the options. */
export interface Webhooks {
  /** What each endpoint, by its name, has been told, and what waits for it: for your metrics. */
  readonly counts: Readonly<Record<string, WebhookCounts>>
  /** Ends all attempts. What has not been delivered goes out after the next start, if `cursors` are kept. */
  close(): Promise<void>
}

/** Begins at once. Throws a `TypeError` or `RangeError` that names a bad option. */
export function createWebhooks(options: WebhooksOptions): Webhooks {
  const settings = resolveWebhookOptions(options)
  const { clock, cursors, logger } = settings
  const beganAt = clock.now()
  const watch = new SessionWatch(settings.backend)
  const endpoints = new Map(
    settings.endpoints.map((endpoint) => [endpoint.name, new EndpointDeliveries(endpoint, settings, watch)]),
  )

  /** Once it is known which places are kept. */
  const tellAll = (tell: (deliveries: EndpointDeliveries) => void) => void kept.then(() => endpoints.forEach(tell))
  /**
   * After which event a session is told of, if nothing is kept of it. Of one from before, what comes from now on: nothing, if it has
   * ended, nor of one whose end another server has told.
   */
  const placeNow = ({ head, startedAt, status }: BackendSession): number | undefined => {
    if (status !== 'open' && (cursors.find || startedAt < beganAt)) return undefined
    return startedAt >= beganAt ? 0 : head
  }
  /** The place is that of this moment, however long the kept ones take to be read. */
  const begin = (session: BackendSession) => {
    const after = placeNow(session)
    tellAll((deliveries) => deliveries.begin(session.id, after))
  }
  const stopListening = watch.listen((session, { type }) => {
    if (type === 'typing' || type === 'read') return
    if (type === 'shown') begin(session)
    if (type === 'moved' || type === 'released') tellAll((deliveries) => deliveries.handOver(session, type))
    else tellAll((deliveries) => deliveries.wake(session.id))
  })

  const kept = cursors
    .list()
    .then((places) => {
      for (const { endpoint, sessionId, after } of places) endpoints.get(endpoint)?.resume(sessionId, after)
    })
    .catch((cause: unknown) => logger.error('unable to read how far endpoints have been told: cursors failed', cause))
  watch.list().forEach(begin)

  return {
    get counts() {
      return Object.fromEntries([...endpoints].map(([name, deliveries]) => [name, deliveries.counts]))
    },
    async close() {
      stopListening()
      watch.close()
      await Promise.all([...endpoints.values()].map((deliveries) => deliveries.close()))
    },
  }
}
