import type { TransportListener } from '@chat-transport/core'
import { brokenTransport, changedLink, changedTransport, commandIdOf, isIndexed, typeOf } from './broken-transport.ts'
import type { BrokenTransport } from './broken-transport.ts'

const indexOf = (event: unknown) => (event as { index: number }).index

/** Where and with what a line attaches again, and what is no valid event: T3, T4, T7, T12, T13. */
export const brokenRestoring: readonly BrokenTransport[] = [
  brokenTransport(
    'T12',
    {
      name: 'keeps-its-first-secret',
      bug: 'restores with the secret that it was given, not with the one it was issued',
    },
    ({ open, correct }) => {
      const secrets = new Map<string, string>()
      return correct({
        open: changedLink(open, (attach) => {
          const secret = secrets.get(attach.pageId) ?? attach.secret
          secrets.set(attach.pageId, secret)
          return { attach: { ...attach, secret } }
        }),
      })
    },
  ),
  brokenTransport(
    'T12',
    {
      name: 'forgets-its-issued-secret',
      bug: 'restores with the issued secret once, and then with the one it was given',
    },
    ({ open, correct }) => {
      const lines = new Map<string, number>()
      const given = new Map<string, string>()
      return correct({
        open: changedLink(open, (attach) => {
          const count = (lines.get(attach.pageId) ?? 0) + 1
          lines.set(attach.pageId, count)
          if (count === 1) given.set(attach.pageId, attach.secret)
          return { attach: count > 2 ? { ...attach, secret: given.get(attach.pageId) ?? '' } : attach }
        }),
      })
    },
  ),
  brokenTransport(
    'T4',
    { name: 'attaches-one-behind', bug: 'asks again for the last event that the page has' },
    ({ open, correct }) =>
      correct({
        open: changedLink(open, (attach) => ({
          attach: 'after' in attach ? { ...attach, after: Math.max(0, attach.after - 1) } : attach,
        })),
      }),
  ),
  brokenTransport(
    'T4',
    { name: 'counts-for-itself', bug: 'counts events in place of asking the page for its position' },
    ({ correct }) =>
      changedTransport(correct(), (page) => {
        const start = page.position
        const seen = new Set<number>()
        return {
          listener: {
            get position() {
              return start + seen.size
            },
            onEvent(event) {
              if (isIndexed(event)) seen.add(indexOf(event))
              page.onEvent(event)
            },
          },
        }
      }),
  ),
  brokenTransport(
    'T4',
    { name: 'position-of-the-first-attach', bug: 'asks for the page’s position once, when it connects' },
    ({ correct }) => changedTransport(correct(), ({ position }) => ({ listener: { position } })),
  ),
  brokenTransport(
    'T4',
    { name: 'waits-for-what-is-gone', bug: 'takes a transcript whose beginning is gone for a gap' },
    ({ open, correct }) =>
      correct({
        open: changedLink(open, () => ({
          received: (event, line) =>
            line.received(typeOf(event) === 'EventAttached' ? { ...(event as object), first: 1 } : event),
        })),
      }),
  ),
  brokenTransport(
    'T4',
    {
      name: 'own-events-while-they-are-awaited',
      bug: 'hands on the event of an own command only on the line of the command',
    },
    ({ correct }) =>
      changedTransport(correct(), (page, connection) => {
        const own = new Set<unknown>()
        const awaited = new Set<unknown>()
        let isConnected = false
        return {
          listener: {
            onEvent(event) {
              const id = commandIdOf(event)
              if (!isIndexed(event) || !own.has(id) || awaited.has(id)) page.onEvent(event)
            },
            onConnectivity(told) {
              isConnected = told.current === 'connected'
              if (told.current === 'reconnecting') awaited.clear()
              page.onConnectivity(told)
            },
          },
          connection: {
            send(command) {
              if (isConnected) for (const ids of [own, awaited]) ids.add(command.id)
              return connection.send(command)
            },
          },
        }
      }),
  ),
  brokenTransport('T13', { name: 'drops-invalid-events', bug: 'drops what is no valid event' }, ({ correct }) =>
    changedTransport(correct(), (page) => ({
      listener: { onEvent: (event) => void (typeof typeOf(event) === 'string' && page.onEvent(event)) },
    })),
  ),
  brokenTransport(
    'T13',
    { name: 'drops-what-it-cannot-show', bug: 'drops messages that no party has sent' },
    ({ correct }) =>
      changedTransport(correct(), (page) => ({
        listener: {
          onEvent(event) {
            const { party, notice } = (event ?? {}) as { party?: unknown; notice?: unknown }
            if (typeOf(event) === 'EventMessage' && !party) return
            if (typeOf(event) !== 'EventNotice' || typeof notice === 'object') page.onEvent(event)
          },
        },
      })),
  ),
  brokenTransport(
    'T13',
    { name: 'parcels-garbage', bug: 'hands on an error of its own in place of garbage' },
    ({ correct }) =>
      changedTransport(correct(), (page) => ({
        listener: {
          onEvent(event) {
            const isEvent = typeof event === 'object' && event !== null && !Array.isArray(event)
            page.onEvent(isEvent ? event : { type: 'EventError', error: { code: 151, description: 'garbage' } })
          },
        },
      })),
  ),
  brokenTransport(
    'T3',
    { name: 'hands-on-a-second-answer', bug: 'hands on an EventAttached that answers no attach' },
    ({ open, correct }) => {
      const pages = new Map<string, TransportListener>()
      const transport = correct({
        open: changedLink(open, (attach) => {
          let answered = false
          return {
            received(event, line) {
              const isSecond = answered && typeOf(event) === 'EventAttached'
              answered ||= typeOf(event) === 'EventAttached'
              if (isSecond) pages.get(attach.pageId)?.onEvent(event)
              else line.received(event)
            },
          }
        }),
      })
      return changedTransport(transport, (page, _connection, attach) => {
        pages.set(attach.pageId, page)
        return {}
      })
    },
  ),
  brokenTransport(
    'T3',
    { name: 'distrusts-a-second-answer', bug: 'gives its line up for an EventAttached that answers no attach' },
    ({ open, correct }) =>
      correct({
        open: changedLink(open, () => {
          let answered = false
          return {
            received(event, line) {
              if (answered && typeOf(event) === 'EventAttached') return line.lost(new Error('attached twice'))
              answered ||= typeOf(event) === 'EventAttached'
              line.received(event)
            },
          }
        }),
      }),
  ),
  brokenTransport(
    'T13',
    { name: 'reads-limits-of-any-answer', bug: 'stops working at an EventAttached without limits' },
    ({ open, correct }) =>
      correct({
        open: changedLink(open, () => {
          let isDeaf = false
          return {
            received(event, line) {
              isDeaf ||= typeOf(event) === 'EventAttached' && !(event as { limits?: unknown }).limits
              if (!isDeaf) line.received(event)
            },
          }
        }),
      }),
  ),
]
