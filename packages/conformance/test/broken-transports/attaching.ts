import type { ChatError, StartSession } from '@chat-transport/core'
import { brokenTransport, changedLink, changedTransport, commandIdOf } from './broken-transport.ts'
import type { BrokenTransport } from './broken-transport.ts'

let made = 0
const newId = () => `made-by-the-bug-${++made}`

/** Starting, restoring and taking a session: T1, T2, T12, T16. */
export const brokenAttaching: readonly BrokenTransport[] = [
  brokenTransport(
    'T1',
    { name: 'a-start-for-each-try', bug: 'makes a new id for each repetition of a start' },
    ({ open, correct }) =>
      correct({
        open: changedLink(open, (attach) => {
          if (attach.type !== 'StartSession') return {}
          const id = newId()
          return {
            attach: { ...attach, id },
            received: (event, line) =>
              line.received(commandIdOf(event) === id ? { ...(event as object), commandId: attach.id } : event),
          }
        }),
      }),
  ),
  {
    rule: 'T1',
    name: 'never-confirmed',
    bug: 'has a front that never confirms that the page has the answer, so that no agent sees the session',
    build: ({ openUnconfirmed }) => ({ open: openUnconfirmed }),
  },
  brokenTransport(
    'T1',
    { name: 'writes-into-the-start', bug: 'adds to the start it was given, in place' },
    ({ correct }) =>
      changedTransport(correct(), (_page, _connection, attach) => ({
        attach: attach.type === 'StartSession' ? Object.assign(attach, { subject: 'by the transport' }) : attach,
      })),
  ),
  brokenTransport(
    'T1',
    {
      name: 'second-session-after-a-re-attach',
      bug: 'starts a second session where it should restore the one it started',
    },
    ({ open, correct }) => {
      let start: StartSession | undefined
      return correct({
        open: changedLink(open, (attach) => {
          if (attach.type === 'StartSession') start = attach
          if (attach.type === 'StartSession' || !start) return {}
          const { sessionId } = attach
          const again = { ...start, id: newId() }
          return {
            attach: again,
            received(event, line) {
              const answers = commandIdOf(event) === again.id
              line.received(answers ? { ...(event as object), sessionId, commandId: attach.id } : event)
            },
          }
        }),
      })
    },
  ),
  brokenTransport(
    'T2',
    { name: 'starts-anew', bug: 'starts a new session when the old one is gone' },
    ({ correct }) => {
      const transport = correct()
      return changedTransport(transport, (page, connection, { secret, pageId }) => ({
        listener: {
          onConnectivity(change) {
            if ((change.cause as ChatError | undefined)?.code !== 152) return page.onConnectivity(change)
            const start = { type: 'StartSession', id: newId(), secret, pageId, take: true } as const
            const again = transport.connect(start, page)
            connection.close = () => again.close()
          },
        },
      }))
    },
  ),
  brokenTransport(
    'T2',
    { name: 'closes-without-152', bug: 'closes with another error when the session is gone' },
    ({ correct }) =>
      changedTransport(correct(), (page) => ({
        listener: {
          onConnectivity(change) {
            const gone = (change.cause as ChatError | undefined)?.code === 152
            page.onConnectivity(gone ? { ...change, cause: new Error('session not found') } : change)
          },
        },
      })),
  ),
  brokenTransport(
    'T2',
    { name: 'trusts-a-lower-head', bug: 'accepts a head that is lower than before' },
    ({ open, correct }) =>
      correct({
        open: changedLink(open, (attach) => ({
          received(event, line) {
            const { head } = (event ?? {}) as { head?: number }
            const goesBack = attach.type === 'RestoreSession' && typeof head === 'number' && head < attach.after
            line.received(goesBack ? { ...(event as object), head: attach.after } : event)
          },
        })),
      }),
  ),
  brokenTransport(
    'T12',
    {
      name: 'restores-only-its-own',
      bug: 'keeps in memory what a restore needs, so that another page does not have it',
    },
    ({ correct }) => {
      const known = new Set<unknown>()
      return changedTransport(correct(), (page, connection, attach) => ({
        listener: {
          onEvent(event) {
            if (attach.type === 'StartSession') known.add((event as { sessionId?: unknown } | null)?.sessionId)
            else if (!known.has(attach.sessionId)) return connection.close()
            page.onEvent(event)
          },
        },
      }))
    },
  ),
  brokenTransport(
    'T16',
    { name: 'steals-the-session-back', bug: 'takes the session with every reconnect' },
    ({ open, correct }) => {
      const pages = new Set<string>()
      return correct({
        open: changedLink(open, (attach) => {
          if (pages.has(attach.pageId)) return { attach: { ...attach, take: true } }
          pages.add(attach.pageId)
          return {}
        }),
      })
    },
  ),
  brokenTransport(
    'T16',
    { name: 'new-id-for-each-try', bug: 'repeats the first restore under a new id' },
    ({ open, correct }) => {
      const used = new Set<string>()
      return correct({
        open: changedLink(open, (attach) => {
          if (attach.type === 'StartSession' || !used.has(attach.id)) {
            used.add(attach.id)
            return {}
          }
          const id = newId()
          return {
            attach: { ...attach, id },
            received: (event, line) =>
              line.received(commandIdOf(event) === id ? { ...(event as object), commandId: attach.id } : event),
          }
        }),
      })
    },
  ),
  brokenTransport(
    'T16',
    { name: 'forgets-that-the-page-came-back', bug: 'does not take after the page came back from the cache' },
    ({ correct, options: { network } }) =>
      correct({
        network: {
          get online() {
            return network.online
          },
          subscribe: (tell) => network.subscribe((change) => change !== 'pageshow-persisted' && tell(change)),
        },
      }),
  ),
]
