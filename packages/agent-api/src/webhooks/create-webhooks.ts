import type { BackendSession } from '@chat-transport/backend'
import { SessionWatch } from '../sessions/session-watch.ts'
import { EndpointDeliveries } from './endpoint-deliveries.ts'
import { resolveWebhookOptions, type WebhooksOptions } from './webhook-options.ts'

/** Posts what happens in sessions to the endpoints of the options. */
export interface Webhooks {
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

  /**
   * After which event a session is told of, if nothing is kept of it. Of one from before, what comes from now on: nothing, if it has
   * ended.
   */
  const placeNow = ({ head, startedAt, status }: BackendSession): number | undefined => {
    if (startedAt >= beganAt) return 0
    return status === 'open' ? head : undefined
  }
  /** The place is that of this moment, however long the kept ones take to be read. */
  const beginOnceKept = (session: BackendSession) => {
    const after = placeNow(session)
    if (after === undefined) return
    void kept.then(() => {
      for (const deliveries of endpoints.values()) deliveries.begin(session.id, after)
    })
  }
  /** Another server goes on where this one was, if it finds the place. Otherwise both tell of it: twice is better than never. */
  const endOnceKept = ({ id }: BackendSession) =>
    void kept.then(() => cursors.find && endpoints.forEach((deliveries) => deliveries.leave(id)))
  const stopListening = watch.listen((session, news) => {
    if (news.type === 'typing' || news.type === 'read') return
    if (news.type === 'shown') beginOnceKept(session)
    if (news.type === 'moved') return endOnceKept(session)
    void kept.then(() => {
      for (const deliveries of endpoints.values()) deliveries.wake(session.id)
    })
  })

  const kept = cursors
    .list()
    .then((places) => {
      for (const { endpoint, sessionId, after } of places) endpoints.get(endpoint)?.begin(sessionId, after, true)
    })
    .catch((cause: unknown) => logger.error('unable to read how far endpoints have been told: cursors failed', cause))
  watch.list().forEach(beginOnceKept)

  return {
    async close() {
      stopListening()
      watch.close()
      await Promise.all([...endpoints.values()].map((deliveries) => deliveries.close()))
    },
  }
}
