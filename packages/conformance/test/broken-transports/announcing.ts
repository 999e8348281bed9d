import type { ChatTransport, ConnectivityChange, PlannedRetry } from '@chat-transport/core'
import { brokenTransport, changedLink, changedTransport } from './broken-transport.ts'
import type { BrokenTransport } from './broken-transport.ts'

/** Announces what `change` makes of each planned attempt. */
const withRetries = (transport: ChatTransport, change: (retry: PlannedRetry) => PlannedRetry) =>
  changedTransport(transport, (page) => ({ listener: { onRetry: (retry) => page.onRetry?.(change(retry)) } }))

const withSince = (transport: ChatTransport, change: (told: ConnectivityChange) => number) =>
  changedTransport(transport, (page) => ({
    listener: { onConnectivity: (told) => page.onConnectivity({ ...told, since: change(told) }) },
  }))

const stopsAfter = (most: number) =>
  brokenTransport(
    'T11',
    { name: `stops-after-${most}-retries`, bug: `gives up after ${most} retries` },
    ({ correct }) =>
      changedTransport(correct(), (page, connection) => {
        let failures = 0
        return {
          listener: {
            onConnectivity(told) {
              if (told.current === 'connected') failures = 0
              page.onConnectivity(told)
            },
            onRetry(retry) {
              page.onRetry?.(retry)
              if (++failures > most) connection.close()
            },
          },
        }
      }),
  )

/** When attempts are made, and what is told of them and of an outage: T5, T7, T11. */
export const brokenAnnouncing: readonly BrokenTransport[] = [
  stopsAfter(5),
  stopsAfter(20),
  stopsAfter(200),
  brokenTransport(
    'T11',
    { name: 'stops-after-an-hour', bug: 'gives up when the line has been down for an hour' },
    ({ correct, options: { clock } }) =>
      changedTransport(correct(), (page, connection) => {
        let changedAt = clock.monotonic()
        return {
          listener: {
            onConnectivity(told) {
              if (told.current !== 'interrupted') changedAt = clock.monotonic()
              page.onConnectivity(told)
            },
            onRetry(retry) {
              page.onRetry?.(retry)
              if (clock.monotonic() - changedAt > 3_600_000) connection.close()
            },
          },
        }
      }),
  ),
  brokenTransport(
    'T11',
    { name: 'stops-before-it-was-connected', bug: 'gives up after 100 attempts at the first connection' },
    ({ correct }) =>
      changedTransport(correct(), (page, connection) => {
        let attempts = 0
        return {
          listener: {
            onConnectivity(told) {
              attempts = -Infinity
              page.onConnectivity(told)
            },
            onRetry(retry) {
              page.onRetry?.(retry)
              if (++attempts > 100) connection.close()
            },
          },
        }
      }),
  ),
  brokenTransport(
    'T11',
    { name: 'announces-the-present', bug: 'says that each attempt is made now' },
    ({ correct, options: { clock } }) => withRetries(correct(), (retry) => ({ ...retry, at: clock.now() })),
  ),
  brokenTransport(
    'T11',
    { name: 'announces-by-another-clock', bug: 'says in monotonic time when the next attempt is' },
    ({ correct, options: { clock } }) =>
      withRetries(correct(), (retry) => ({ ...retry, at: retry.at - clock.now() + clock.monotonic() })),
  ),
  brokenTransport(
    'T11',
    { name: 'announces-a-delay', bug: 'says how long the wait is, not when it ends' },
    ({ correct, options: { clock } }) => withRetries(correct(), (retry) => ({ ...retry, at: retry.at - clock.now() })),
  ),
  brokenTransport('T11', { name: 'counts-from-zero', bug: 'calls the first attempt the 0th' }, ({ correct }) =>
    withRetries(correct(), (retry) => ({ ...retry, attempt: retry.attempt - 1 })),
  ),
  brokenTransport('T11', { name: 'calls-each-the-first', bug: 'does not count its attempts' }, ({ correct }) =>
    withRetries(correct(), (retry) => ({ ...retry, attempt: 1 })),
  ),
  brokenTransport('T11', { name: 'counts-for-ever', bug: 'counts on after the line was stable' }, ({ correct }) => {
    let attempt = 0
    return changedTransport(correct(), (page) => ({
      listener: { onRetry: (retry) => page.onRetry?.({ ...retry, attempt: ++attempt }) },
    }))
  }),
  brokenTransport(
    'T11',
    { name: 'keeps-its-own-delay', bug: 'waits as long as it likes, not as long as it was told' },
    ({ correct }) => correct({ retryDelayMs: () => 3 }),
  ),
  brokenTransport(
    'T11',
    { name: 'dials-before-its-time', bug: 'makes its attempts after half of the time' },
    ({ correct, options }) => {
      let halfMs = 0
      const retryDelayMs: typeof options.retryDelayMs = (failure) => (halfMs = options.retryDelayMs(failure) / 2)
      return withRetries(correct({ retryDelayMs }), (retry) => ({ ...retry, at: retry.at + halfMs }))
    },
  ),
  brokenTransport('T11', { name: 'plans-in-silence', bug: 'tells of no attempt' }, ({ correct }) =>
    changedTransport(correct(), () => ({ listener: { onRetry: () => undefined } })),
  ),
  brokenTransport(
    'T5',
    { name: 'since-it-was-noticed', bug: 'says that the line is lost since it noticed' },
    ({ correct, options: { clock } }) =>
      withSince(correct(), ({ current, since }) => (current === 'reconnecting' ? clock.now() : since)),
  ),
  brokenTransport(
    'T5',
    { name: 'since-it-is-interrupted', bug: 'says that the line is lost since it reports "interrupted"' },
    ({ correct, options: { clock } }) =>
      withSince(correct(), ({ current, since }) => (current === 'interrupted' ? clock.now() : since)),
  ),
  brokenTransport(
    'T5',
    { name: 'since-in-another-time', bug: 'says in monotonic time since when the line is lost' },
    ({ correct, options: { clock } }) =>
      withSince(correct(), ({ current, since }) =>
        current === 'reconnecting' || current === 'interrupted' ? clock.monotonic() : since,
      ),
  ),
  brokenTransport(
    'T5',
    { name: 'since-the-line-was-opened', bug: 'says that the line is lost since it was opened' },
    ({ correct }) => {
      let openedAt = 0
      return withSince(correct(), ({ current, since }) => {
        if (current === 'connected') openedAt = since
        return current === 'reconnecting' ? openedAt : since
      })
    },
  ),
  brokenTransport(
    'T7',
    { name: 'connected-since-zero', bug: 'does not say since when it is connected' },
    ({ correct }) => withSince(correct(), ({ current, since }) => (current === 'connected' ? 0 : since)),
  ),
  brokenTransport(
    'T7',
    { name: 'connected-since-the-loss', bug: 'says that it is connected since the line was lost' },
    ({ correct }) => {
      let lostAt: number | undefined
      return withSince(correct(), ({ current, since }) => {
        if (current === 'reconnecting') lostAt = since
        return current === 'connected' ? (lostAt ?? since) : since
      })
    },
  ),
  brokenTransport(
    'T11',
    { name: 'notices-after-15-s', bug: 'looks every 15 s whether its open line is still there' },
    ({ open, correct, options: { clock } }) => {
      let isConnected = false
      const transport = correct({
        open: changedLink(open, (_attach, { signal }) => ({
          lost(cause, line) {
            const cancel = clock.after(isConnected ? 15_000 : 0, () => line.lost(cause))
            signal.addEventListener('abort', cancel, { once: true })
          },
        })),
      })
      return changedTransport(transport, (page) => ({
        listener: {
          onConnectivity(told) {
            isConnected = told.current === 'connected'
            page.onConnectivity(told)
          },
        },
      }))
    },
  ),
]
