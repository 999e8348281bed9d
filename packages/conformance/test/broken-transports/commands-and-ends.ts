import { ChatError, isTranscriptCommand } from '@chat-transport/core'
import type { ChatCommand, EventError } from '@chat-transport/core'
import { brokenTransport, changedLink, changedTransport, commandIdOf, typeOf } from './broken-transport.ts'
import type { BrokenTransport, Parts } from './broken-transport.ts'

/** A transport that sees every event as it arrives, before it is put in order. */
function sniffing({ open, correct }: Parts, sniff: (event: unknown) => void) {
  return correct({
    open: changedLink(open, () => ({
      received(event, line) {
        sniff(event)
        line.received(event)
      },
    })),
  })
}

/** Settling commands, trying on, and closing: T8 to T11. */
export const brokenCommandsAndEnds: readonly BrokenTransport[] = [
  brokenTransport(
    'T8',
    { name: 'settles-when-written', bug: 'takes the writing of a command for its acceptance' },
    ({ correct }) =>
      changedTransport(correct(), (_page, connection) => ({
        connection: {
          send(command) {
            const sent = connection.send(command)
            return Promise.race([sent, Promise.resolve().then(() => undefined)])
          },
        },
      })),
  ),
  brokenTransport(
    'T8',
    {
      name: 'acceptance-before-the-event',
      bug: 'settles by the index that has arrived, before the event is handed on',
    },
    (parts) => {
      const arrived = new Map<unknown, () => void>()
      const transport = sniffing(
        parts,
        (event) => typeOf(event) !== 'EventError' && arrived.get(commandIdOf(event))?.(),
      )
      return changedTransport(transport, (_page, connection) => ({
        connection: {
          send: (command) =>
            Promise.race([connection.send(command), new Promise<void>((resolve) => arrived.set(command.id, resolve))]),
        },
      }))
    },
  ),
  brokenTransport(
    'T8',
    { name: 'refuses-on-a-lost-line', bug: 'rejects with a ChatError when the outcome is unknown' },
    ({ correct }) =>
      changedTransport(correct(), (_page, connection) => ({
        connection: {
          send: (command) =>
            connection.send(command).catch((cause: unknown) => {
              throw cause instanceof ChatError ? cause : new ChatError(100, 'connection lost', { cause })
            }),
        },
      })),
  ),
  brokenTransport('T8', { name: '100-refuses', bug: 'takes 50, 100 and 101 for refusals of a command' }, (parts) => {
    const refusals = new Map<unknown, (cause: ChatError) => void>()
    const transport = sniffing(parts, (event) => {
      if (typeOf(event) === 'EventError') refusals.get(commandIdOf(event))?.(ChatError.fromEvent(event as EventError))
    })
    return changedTransport(transport, (_page, connection) => ({
      connection: {
        send: (command) =>
          Promise.race([connection.send(command), new Promise<void>((_, reject) => refusals.set(command.id, reject))]),
      },
    }))
  }),
  brokenTransport(
    'T8',
    { name: 'forgets-the-refusal', bug: 'rejects a refused command without the server’s event' },
    ({ correct }) =>
      changedTransport(correct(), (_page, connection) => ({
        connection: {
          send: (command) =>
            connection.send(command).catch((cause: unknown) => {
              throw cause instanceof ChatError ? new ChatError(cause.code, cause.description) : cause
            }),
        },
      })),
  ),
  brokenTransport(
    'T8',
    { name: 'queues-while-away', bug: 'keeps commands and sends them when the line is back' },
    ({ correct }) =>
      changedTransport(correct(), (page, connection) => {
        const queue: { command: ChatCommand; resolve: (sent: Promise<void>) => void }[] = []
        let isConnected = false
        return {
          listener: {
            onConnectivity(told) {
              isConnected = told.current === 'connected'
              page.onConnectivity(told)
              if (isConnected) for (const { command, resolve } of queue.splice(0)) resolve(connection.send(command))
            },
          },
          connection: {
            send: (command) =>
              isConnected ? connection.send(command) : new Promise<void>((resolve) => queue.push({ command, resolve })),
          },
        }
      }),
  ),
  brokenTransport(
    'T8',
    { name: 'typing-never-settles', bug: 'waits for an event that no passing command has' },
    ({ correct }) =>
      changedTransport(correct(), (_page, connection) => ({
        connection: {
          send(command) {
            const sent = connection.send(command)
            return isTranscriptCommand(command) ? sent : new Promise<void>((_, reject) => void sent.catch(reject))
          },
        },
      })),
  ),
  brokenTransport(
    'T9',
    { name: 'connecting-after-close', bug: 'reports "connecting" once the closed socket says so' },
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
          const line = { received: () => undefined, alive: () => undefined, lost: () => undefined }
          const signal = new AbortController().signal as never
          Promise.resolve()
            .then(() => open(attach, { ...line, signal }))
            .catch(() => clock.after(retryDelayMs({ attempt: 1, downForMs: 0 }), dial))
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
    { name: 'leaves-a-listener', bug: 'goes on listening to the network' },
    ({ correct, options: { network } }) =>
      changedTransport(correct(), () => {
        network.subscribe(() => undefined)
        return {}
      }),
  ),
  brokenTransport(
    'T9',
    { name: 'leaves-its-line-open', bug: 'lets go of its line, and does not close it' },
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
  brokenTransport('T9', { name: 'leaves-promises', bug: 'never settles what was under way' }, ({ correct }) =>
    changedTransport(correct(), (_page, connection) => {
      let isClosed = false
      return {
        connection: {
          send: (command) =>
            connection.send(command).catch((cause: unknown) => {
              if (!isClosed) throw cause
              return new Promise(() => undefined)
            }),
          close(reason) {
            isClosed = true
            connection.close(reason)
          },
        },
      }
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
  brokenTransport(
    'T11',
    { name: 'stops-after-one-failed-retry', bug: 'a guard is still up when a retry fails' },
    ({ open, correct }) => {
      let failures = 0
      return correct({
        open: async (attach, line) => {
          try {
            if (failures >= 2) return await new Promise(() => undefined)
            const put = await open(attach, line)
            failures = 0
            return put
          } catch (cause) {
            failures++
            throw cause
          }
        },
      })
    },
  ),
  brokenTransport(
    'T11',
    { name: 'waits-for-an-answer', bug: 'waits for the answer to an attach for ever' },
    ({ correct }) => correct({ openTimeoutMs: 600_000 }),
  ),
  brokenTransport('T11', { name: 'gives-up-at-101', bug: 'closes when a re-attach is refused' }, ({ correct }) =>
    changedTransport(correct(), (page, connection) => ({
      listener: {
        onRetry(retry) {
          if (retry.cause instanceof ChatError && retry.cause.code === 101) connection.close()
          else page.onRetry?.(retry)
        },
      },
    })),
  ),
  brokenTransport(
    'T11',
    { name: 'dials-after-the-end', bug: 'takes the end of the session for a lost line' },
    ({ correct }) => {
      const transport = correct()
      return changedTransport(transport, (page, connection, attach) => {
        let ended = false
        return {
          listener: {
            onEvent(event) {
              ended ||= typeOf(event) === 'EventSessionEnded'
              page.onEvent(event)
            },
            onConnectivity(told) {
              page.onConnectivity(told)
              if (!ended || told.current !== 'closed') return
              ended = false
              const again = transport.connect(
                { ...attach, take: false },
                { position: page.position, onEvent() {}, onConnectivity() {} },
              )
              connection.close = () => again.close()
            },
          },
        }
      })
    },
  ),
  brokenTransport(
    'T11',
    { name: 'ends-without-a-word', bug: 'closes for a refusal without its cause' },
    ({ correct }) =>
      changedTransport(correct(), (page) => ({
        listener: {
          onConnectivity({ cause, ...told }) {
            const refused = cause instanceof ChatError && cause.code !== 152
            const { event } = (cause ?? {}) as { event?: EventError }
            page.onConnectivity(refused && event?.error.code !== 101 ? told : { ...told, ...(cause && { cause }) })
          },
        },
      })),
  ),
]
