import { brokenTransport, changedLink, changedTransport, commandIdOf, typeOf } from './broken-transport.ts'
import type { BrokenTransport } from './broken-transport.ts'
import type { AttachCommand, OpenLink, SendCommand, TransportListener } from '@chat-transport/core'

/** Who has sent a command last, by the link of the run: what a variable of a module would hold in a page. */
const senders = new WeakMap<OpenLink, TransportListener>()

/** State that sessions share although each needs its own: T15. */
export const brokenMixedSessions: readonly BrokenTransport[] = [
  brokenTransport(
    'T15',
    { name: 'one-send-for-all-lines', bug: 'writes commands on the line that was opened last, after an outage' },
    ({ open, correct }) => {
      let last: { readonly pageId: string; readonly put: SendCommand } | undefined
      const seen = new Set<string>()
      return correct({
        open: changedLink(open, (attach) => {
          const again = seen.has(attach.pageId)
          seen.add(attach.pageId)
          return {
            send(command, put) {
              if (again && (!last || last.pageId === attach.pageId)) last = { pageId: attach.pageId, put }
              return ((again && last?.put) || put)(command)
            },
          }
        }),
      })
    },
  ),
  brokenTransport(
    'T15',
    {
      name: 'one-attach-at-a-time',
      bug: 'answers attaches that are under way at the same time with the last one’s session',
    },
    ({ open, correct }) => {
      let current: AttachCommand | undefined
      let waiting = 0
      return correct({
        open: changedLink(open, (attach) => {
          current = waiting > 0 ? (current ?? attach) : attach
          waiting += 1
          const used = current.type === attach.type ? { ...current, id: attach.id, pageId: attach.pageId } : attach
          let answered = false
          return {
            attach: used,
            received(event, line) {
              if (!answered) waiting -= 1
              answered = true
              line.received(event)
            },
            lost(cause, line) {
              if (!answered) waiting -= 1
              answered = true
              line.lost(cause)
            },
          }
        }),
      })
    },
  ),
  brokenTransport(
    'T15',
    { name: 'refusals-for-all', bug: 'hands the refusal of a command to every page' },
    ({ correct }) => {
      const pages = new Set<TransportListener>()
      return changedTransport(correct(), (page, connection) => {
        pages.add(page)
        return {
          listener: {
            onEvent(event) {
              const isRefusal = typeOf(event) === 'EventError' && commandIdOf(event) !== undefined
              if (isRefusal) pages.forEach((each) => each.onEvent(event))
              else page.onEvent(event)
            },
            onConnectivity(told) {
              if (told.current === 'closed') pages.delete(page)
              page.onConnectivity(told)
            },
          },
          connection: {
            close(reason) {
              pages.delete(page)
              connection.close(reason)
            },
          },
        }
      })
    },
  ),
  brokenTransport(
    'T15',
    { name: 'typing-for-whoever-sent-last', bug: 'hands typing to the page that has sent a command last' },
    ({ correct }) => {
      let sender: TransportListener | undefined
      return changedTransport(correct(), (page, connection) => ({
        listener: {
          onEvent: (event) => (typeOf(event) === 'EventTyping' ? (sender ?? page) : page).onEvent(event),
        },
        connection: {
          send(command) {
            sender = page
            return connection.send(command)
          },
          close(reason) {
            if (sender === page) sender = undefined
            connection.close(reason)
          },
        },
      }))
    },
  ),
  brokenTransport(
    'T15',
    { name: 'typing-beside-the-transport', bug: 'keeps whom typing is for outside the transport, for all transports' },
    ({ open, correct }) =>
      changedTransport(correct(), (page, connection) => ({
        listener: {
          onEvent: (event) => (typeOf(event) === 'EventTyping' ? (senders.get(open) ?? page) : page).onEvent(event),
        },
        connection: {
          send(command) {
            senders.set(open, page)
            return connection.send(command)
          },
          close(reason) {
            senders.delete(open)
            connection.close(reason)
          },
        },
      })),
  ),
  brokenTransport('T15', { name: 'outage-of-all', bug: 'loses every line when one is lost' }, ({ open, correct }) => {
    const lines = new Set<() => void>()
    return correct({
      open: changedLink(open, (_attach, line) => {
        const drop = () => line.lost(new Error('another line was lost'))
        lines.add(drop)
        line.signal.addEventListener('abort', () => {
          lines.delete(drop)
          if (line.signal.reason === 'left') lines.forEach((each) => each())
        })
        return {}
      }),
    })
  }),
]
