import { ChatRefusal, wrapStore, type SessionStore, type StoreCall } from '@chat-transport/backend'
import type { Clock } from '@chat-transport/core'
import { Counter, Histogram, type Registry } from 'prom-client'

const calls = Object.keys({
  create: true,
  find: true,
  claim: true,
  append: true,
  committed: true,
  read: true,
  markRead: true,
  remove: true,
  renew: true,
  removeExpired: true,
} satisfies Record<StoreCall, true>)

export interface MeasuredStoreOptions {
  readonly registers: Registry[]
  readonly clock: Clock
}

/** Times each call of a store, and counts failures and what is appended. */
export function measuredStore(store: SessionStore, { registers, clock }: MeasuredStoreOptions): SessionStore {
  const seconds = new Histogram({
    name: 'chat_store_call_duration_seconds',
    help: 'How long the calls of the session store take, failed ones included.',
    labelNames: ['call'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  })
  const errors = new Counter({
    name: 'chat_store_errors_total',
    help: 'Calls of the session store that have failed. A store without room is no failure.',
    labelNames: ['call'],
    registers,
  })
  // An alarm sees a number rise, and not the first one appear.
  for (const call of calls) errors.inc({ call }, 0)
  const appended = new Counter({
    name: 'chat_events_appended_total',
    help: 'Events that were added to transcripts, but for the first one of each session.',
    registers,
  })
  const started = new Counter({
    name: 'chat_sessions_started_total',
    help: 'Sessions that were made, confirmed by a page or not.',
    registers,
  })
  const measured = wrapStore(store, async (call, run) => {
    const startedAt = clock.monotonic()
    try {
      return await run()
    } catch (cause) {
      if (!(cause instanceof ChatRefusal)) errors.inc({ call })
      throw cause
    } finally {
      seconds.observe({ call }, (clock.monotonic() - startedAt) / 1000)
    }
  })
  return {
    ...measured,
    async create(record, joined, claim) {
      const session = await measured.create(record, joined, claim)
      if (session.record.id === record.id) started.inc()
      return session
    },
    async append(sessionId, event) {
      const result = await measured.append(sessionId, event)
      if (result.outcome === 'appended') appended.inc()
      return result
    },
  }
}
