import type { ChatTransport, ConnectivityChange, RestoreSession } from '@chat-transport/core'
import { brokenLink, brokenTransport, changedLink, changedTransport, commandIdOf, typeOf } from './broken-transport.ts'
import type { BrokenTransport } from './broken-transport.ts'

/** Changes what is told of one connection from its second outage on. */
const inTheSecondOutage = (transport: ChatTransport, change: (told: ConnectivityChange) => ConnectivityChange) =>
  changedTransport(transport, (page) => {
    let outages = 0
    return {
      listener: {
        onConnectivity(told) {
          if (told.current === 'reconnecting') outages++
          page.onConnectivity(outages > 1 ? change(told) : told)
        },
      },
    }
  })

/** Right at first: wrong in the second outage, at the third attach, or in the second session. */
export const brokenLaterOn: readonly BrokenTransport[] = [
  brokenLink(
    'L1',
    { name: 'first-secret-for-all', bug: 'attaches every line with the secret of its first' },
    (open) => {
      let first: string | undefined
      return (attach, line) => open({ ...attach, secret: (first ??= attach.secret) }, line)
    },
  ),
  brokenLink('L3', { name: 'says-lost-once', bug: 'reports only the first line that it loses' }, (open) => {
    let isTold = false
    return changedLink(open, () => ({
      lost(cause, line) {
        if (!isTold) line.lost(cause)
        isTold = true
      },
    }))
  }),
  brokenTransport(
    'T16',
    { name: 'takes-at-the-third-reconnect', bug: 'takes the session again when it has reconnected twice' },
    ({ open, correct }) => {
      const attaches = new Map<string, number>()
      return correct({
        open: changedLink(open, (attach) => {
          const count = (attaches.get(attach.pageId) ?? 0) + 1
          attaches.set(attach.pageId, count)
          return count > 3 ? { attach: { ...attach, take: true } } : {}
        }),
      })
    },
  ),
  brokenTransport(
    'T5',
    { name: 'since-of-the-first-outage', bug: 'tells in every outage since when the first has lasted' },
    ({ correct }) =>
      changedTransport(correct(), (page) => {
        let first: number | undefined
        return {
          listener: {
            onConnectivity(told) {
              if (told.current !== 'reconnecting' && told.current !== 'interrupted') return page.onConnectivity(told)
              page.onConnectivity({ ...told, since: (first ??= told.since) })
            },
          },
        }
      }),
  ),
  brokenTransport(
    'T5',
    { name: 'no-cause-the-second-time', bug: 'reports a second outage without its cause' },
    ({ correct }) => inTheSecondOutage(correct(), ({ cause: _, ...told }) => told),
  ),
  brokenTransport(
    'T7',
    { name: 'catches-up-once', bug: 'is connected before it has caught up, from the third attach on' },
    ({ correct }) =>
      changedTransport(correct(), (page) => {
        let attaches = 0
        let state: ConnectivityChange['current'] = 'connecting'
        const report = (told: ConnectivityChange) => {
          if (told.current === state) return
          state = told.current
          page.onConnectivity(told)
        }
        return {
          listener: {
            onEvent(event) {
              page.onEvent(event)
              if (typeOf(event) !== 'EventAttached' || ++attaches < 3) return
              report({ current: 'connected', previous: state, since: 0 })
            },
            onConnectivity: report,
          },
        }
      }),
  ),
  brokenTransport(
    'T3',
    { name: 'tells-of-the-first-refusal', bug: 'hands on the refusal of a re-attach in the first outage only' },
    ({ open, correct }) => {
      const ids = new Set<string>()
      return changedTransport(
        correct({
          open: changedLink(open, (attach) => {
            ids.add(attach.id)
            return {}
          }),
        }),
        (page) => {
          let refusals = 0
          return {
            listener: {
              onEvent(event) {
                if (typeOf(event) === 'EventError' && ids.has(String(commandIdOf(event))) && ++refusals > 1) return
                page.onEvent(event)
              },
            },
          }
        },
      )
    },
  ),
  brokenTransport(
    'T4',
    { name: 'position-of-the-first-reconnect', bug: 'attaches at the position of its first reconnect ever after' },
    ({ open, correct }) => {
      const positions = new Map<string, number>()
      return correct({
        open: changedLink(open, (attach) => {
          if (attach.type === 'StartSession' || attach.take) return {}
          const after = positions.get(attach.pageId) ?? attach.after
          positions.set(attach.pageId, after)
          return { attach: { ...attach, after } satisfies RestoreSession }
        }),
      })
    },
  ),
  brokenTransport(
    'T9',
    { name: 'closes-its-first-line', bug: 'closes the line that it opened first, and not the present one' },
    ({ open, correct }) => {
      const never = new AbortController().signal
      const seen = new Set<string>()
      return correct({
        open: changedLink(open, (attach) => {
          if (seen.has(attach.pageId)) return { signal: never }
          seen.add(attach.pageId)
          return {}
        }),
      })
    },
  ),
  brokenTransport(
    'T5',
    { name: 'first-session-only', bug: 'reports outages of its first session only' },
    ({ correct }) => {
      let first: unknown
      return changedTransport(correct(), (page) => {
        first ??= page
        return {
          listener: {
            onConnectivity(told) {
              if (page === first || (told.current !== 'reconnecting' && told.current !== 'interrupted'))
                page.onConnectivity(told)
            },
          },
        }
      })
    },
  ),
  brokenTransport(
    'T16',
    { name: 'takes-once-shown-again', bug: 'takes the session back at the first pageshow, and at no later one' },
    ({ open, correct }) => {
      const takes = new Map<string, Set<string>>()
      return correct({
        open: changedLink(open, (attach) => {
          if (!attach.take) return {}
          const ids = takes.get(attach.pageId) ?? new Set()
          takes.set(attach.pageId, ids.add(attach.id))
          return ids.size > 2 ? { attach: { ...attach, take: false } } : {}
        }),
      })
    },
  ),
]
