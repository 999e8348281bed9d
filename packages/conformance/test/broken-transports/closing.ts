import { silentLogger } from '@chat-transport/core'
import { brokenTransport, changedLink, changedTransport } from './broken-transport.ts'
import type { BrokenTransport } from './broken-transport.ts'

/** Bugs in close(): T9 and T10. */
export const brokenClosing: readonly BrokenTransport[] = [
  brokenTransport(
    'T9',
    { name: 'connecting-after-close', bug: 'reports "connecting" when the socket reports that it is closed' },
    ({ correct }) =>
      changedTransport(correct(), (page, connection) => {
        let state: 'fresh' | 'attached' | 'closed' = 'fresh'
        return {
          listener: {
            onEvent(event) {
              if (state === 'fresh') state = 'attached'
              page.onEvent(event)
            },
          },
          connection: {
            close(reason) {
              connection.close(reason)
              if (state === 'attached')
                setImmediate(() => page.onConnectivity({ current: 'connecting', previous: 'connected', since: 0 }))
              state = 'closed'
            },
          },
        }
      }),
  ),
  brokenTransport(
    'T9',
    { name: 'rest-of-the-batch', bug: 'hands on the rest of a batch after close()' },
    ({ open, correct }) => {
      const closed = { inThisTurn: false }
      let tell: (event: unknown) => void = () => undefined
      const transport = correct({
        open: changedLink(open, () => ({
          received(event, line) {
            if (closed.inThisTurn) tell(event)
            else line.received(event)
          },
          send: (command, put) => put(command),
        })),
      })
      return changedTransport(transport, (page, connection) => {
        tell = (event) => page.onEvent(event)
        return {
          connection: {
            close(reason) {
              closed.inThisTurn = true
              queueMicrotask(() => (closed.inThisTurn = false))
              connection.close(reason)
            },
          },
        }
      })
    },
  ),
  brokenTransport(
    'T9',
    { name: 'dials-after-disposal', bug: 'cannot cancel its wait for the next attempt' },
    ({ open, correct, options: { clock, retryDelayMs } }) => {
      return changedTransport(correct(), (page, connection, attach) => {
        let status = 'connecting'
        const dial = () => {
          const ignore = () => undefined
          const line = { received: ignore, alive: ignore, lost: ignore, logger: silentLogger }
          const signal = new AbortController().signal as never
          Promise.resolve()
            .then(() => open(attach, { ...line, signal }))
            .catch(() => clock.after(retryDelayMs({ attempt: 1, downForMs: 0, sinceDialMs: 0 }), dial))
        }
        return {
          listener: {
            onConnectivity(told) {
              status = told.current
              page.onConnectivity(told)
            },
          },
          connection: {
            close(reason) {
              connection.close(reason)
              if (status === 'reconnecting') setImmediate(dial)
              status = 'closed'
            },
          },
        }
      })
    },
  ),
  brokenTransport(
    'T9',
    { name: 'leaves-a-timer', bug: 'leaves its heartbeat running' },
    ({ correct, options: { clock } }) =>
      changedTransport(correct(), () => {
        clock.after(600_000, () => undefined)
        return {}
      }),
  ),
  brokenTransport(
    'T9',
    { name: 'leaves-a-listener', bug: 'keeps its listener on the network' },
    ({ correct, options: { network } }) =>
      changedTransport(correct(), () => {
        network.subscribe(() => undefined)
        return {}
      }),
  ),
  brokenTransport(
    'T9',
    { name: 'leaves-its-line-open', bug: 'drops its line without closing it' },
    ({ open, correct }) =>
      correct({
        open: changedLink(open, (_attach, line) => {
          const late = new AbortController()
          let answered = false
          line.signal.addEventListener('abort', () => {
            if (!answered || line.signal.reason instanceof Error) late.abort(line.signal.reason)
          })
          return {
            signal: late.signal,
            received(event) {
              answered = true
              line.received(event)
            },
          }
        }),
      }),
  ),
  brokenTransport(
    'T10',
    { name: 'throws-while-connecting', bug: 'throws when it is closed before it is open' },
    ({ correct }) =>
      changedTransport(correct(), (page, connection) => {
        let isFresh = true
        return {
          listener: {
            onConnectivity(told) {
              isFresh = false
              page.onConnectivity(told)
            },
            onEvent(event) {
              isFresh = false
              page.onEvent(event)
            },
          },
          connection: {
            close(reason) {
              connection.close(reason)
              if (isFresh) throw new DOMException('still in CONNECTING state', 'InvalidStateError')
            },
          },
        }
      }),
  ),
  brokenTransport(
    'T10',
    { name: 'says-that-it-is-closed', bug: 'reports "closed" inside close(), when it has never been connected' },
    ({ correct }) =>
      changedTransport(correct(), (page, connection) => {
        let isFresh = true
        return {
          listener: {
            onEvent(event) {
              isFresh = false
              page.onEvent(event)
            },
          },
          connection: {
            close(reason) {
              connection.close(reason)
              if (isFresh) page.onConnectivity({ current: 'closed', previous: 'connecting', since: 0 })
              isFresh = false
            },
          },
        }
      }),
  ),
  brokenTransport(
    'T10',
    { name: 'deaf-while-connecting', bug: 'ignores close() until it is connected' },
    ({ correct }) =>
      changedTransport(correct(), (page, connection) => {
        let isFresh = true
        return {
          listener: {
            onConnectivity(told) {
              isFresh = false
              page.onConnectivity(told)
            },
            onEvent(event) {
              isFresh = false
              page.onEvent(event)
            },
          },
          connection: { close: (reason) => void (isFresh || connection.close(reason)) },
        }
      }),
  ),
]
