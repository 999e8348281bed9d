import { brokenTransport, changedLink, changedTransport, isIndexed, typeOf } from './broken-transport.ts'
import type { TransportConnection } from '@chat-transport/core'
import type { BrokenTransport } from './broken-transport.ts'

/** Invalid frames, side effects, and sessions apart: T13, T14, T15. */
export const brokenRobustness: readonly BrokenTransport[] = [
  brokenTransport(
    'T13',
    { name: 'chokes-on-null', bug: 'reads the type of every value, and stops working at null' },
    ({ open, correct }) =>
      correct({
        open: changedLink(open, () => {
          let alive = true
          return {
            received(event, line) {
              if (event === null) alive = false
              if (alive) line.received(event)
            },
          }
        }),
      }),
  ),
  brokenTransport(
    'T13',
    { name: 'closes-on-garbage', bug: 'closes at a frame that is not a JSON object' },
    ({ correct }) =>
      changedTransport(correct(), (page, connection) => ({
        listener: {
          onEvent(event) {
            if (typeof event !== 'object') return connection.close()
            page.onEvent(event)
          },
        },
      })),
  ),
  brokenTransport('T13', { name: 'strict', bug: 'closes at an event that does not validate' }, ({ correct }) =>
    changedTransport(correct(), (page, connection) => {
      let isConnected = false
      return {
        listener: {
          onEvent(event) {
            if (isInvalid(event) || (isConnected && typeOf(event) === 'EventAttached')) return connection.close()
            page.onEvent(event)
          },
          onConnectivity(change) {
            isConnected = change.current === 'connected'
            page.onConnectivity(change)
          },
        },
      }
    }),
  ),
  brokenTransport(
    'T13',
    { name: 'stuck-at-a-strange-answer', bug: 'waits forever when the answer to its attach is invalid' },
    ({ open, correct }) =>
      correct({
        open: changedLink(open, () => ({
          received(event, line) {
            const { sessionId } = (event ?? {}) as { sessionId?: unknown }
            if (typeOf(event) !== 'EventAttached' || typeof sessionId === 'string') line.received(event)
          },
        })),
      }),
  ),
  {
    ...brokenTransport('T14', { name: 'leaves-a-global', bug: 'keeps its lines in a global' }, ({ open, correct }) =>
      correct({
        open: (attach, line) => {
          Reflect.set(globalThis, 'chatTransportLines', [attach.id])
          line.signal.addEventListener('abort', () => Reflect.deleteProperty(globalThis, 'chatTransportLines'))
          return open(attach, line)
        },
      }),
    ),
    alone: true,
  },
  brokenTransport(
    'T14',
    { name: 'starts-a-timer-when-made', bug: 'starts a timer before a page connects' },
    (() => {
      let first = true
      return ({ correct, options: { clock } }) => {
        if (first) clock.after(0, () => undefined)
        first = false
        return correct()
      }
    })(),
  ),
  brokenTransport(
    'T15',
    { name: 'one-listener-for-all', bug: 'hands every event to the page that connected last' },
    ({ correct }) => {
      const transport = correct()
      let last: Parameters<typeof transport.connect>[1] | undefined
      return changedTransport(transport, (page) => {
        last = page
        return { listener: { onEvent: (event) => (isIndexed(event) ? page : last)?.onEvent(event) } }
      })
    },
  ),
  brokenTransport(
    'T15',
    {
      name: 'first-listener-for-all',
      bug: 'also hands events without an index to the page that connected first, a turn later',
    },
    ({ correct }) => {
      let first: Parameters<ReturnType<typeof correct>['connect']>[1] | undefined
      return changedTransport(correct(), (page) => {
        first ??= page
        return {
          listener: {
            onEvent(event) {
              page.onEvent(event)
              if (page !== first && typeOf(event) === 'EventTyping') setImmediate(() => first?.onEvent(event))
            },
          },
        }
      })
    },
  ),
  brokenTransport('T15', { name: 'close-closes-all', bug: 'closes all sessions when one is closed' }, ({ correct }) => {
    const closers: (() => void)[] = []
    return changedTransport(correct(), (_page, connection) => {
      closers.push(() => connection.close())
      return { connection: { close: () => closers.forEach((close) => close()) } }
    })
  }),
  brokenTransport(
    'T15',
    { name: 'sends-on-the-last-line', bug: 'sends every command on the line opened last' },
    ({ correct }) => {
      let last: TransportConnection | undefined
      return changedTransport(correct(), (_page, connection) => {
        last = connection
        return {
          connection: { send: (command) => last?.send(command) },
        }
      })
    },
  ),
  brokenTransport('T15', { name: 'an-end-ends-all', bug: 'closes all sessions when one has ended' }, ({ correct }) => {
    const closers: (() => void)[] = []
    return changedTransport(correct(), (page, connection) => {
      closers.push(() => connection.close())
      return {
        listener: {
          onConnectivity(change) {
            page.onConnectivity(change)
            if (change.current === 'closed') closers.forEach((close) => close())
          },
        },
      }
    })
  }),
]

function isInvalid(event: unknown): boolean {
  const { type, index, error, party } = (event ?? {}) as Record<string, unknown>
  const isPlace = index === undefined || (Number.isSafeInteger(index) && Number(index) > 0)
  if (typeof type !== 'string' || !isPlace) return true
  return type === 'EventError' ? !error : type === 'EventMessage' && !party
}
