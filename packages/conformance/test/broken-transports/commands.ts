import type { ChatCommand } from '@chat-transport/core'
import { brokenTransport, changedLink, changedTransport, commandIdOf, typeOf } from './broken-transport.ts'
import type { BrokenTransport } from './broken-transport.ts'

const rejected = () => Promise.reject(new Error('not connected'))

/** Writing commands and reading their answers: T3, T7, T9, T11, T15. */
export const brokenCommands: readonly BrokenTransport[] = [
  brokenTransport(
    'T3',
    { name: 'swallows-refusals', bug: 'does not hand on the refusal of a command' },
    ({ correct }) =>
      changedTransport(correct(), (page, connection) => {
        const sent = new Set<unknown>()
        return {
          listener: {
            onEvent(event) {
              if (typeOf(event) !== 'EventError' || !sent.has(commandIdOf(event))) page.onEvent(event)
            },
          },
          connection: {
            send(command) {
              sent.add(command.id)
              return connection.send(command)
            },
          },
        }
      }),
  ),
  brokenTransport(
    'T7',
    { name: 'queues-while-away', bug: 'keeps commands and sends them when the line is back' },
    ({ correct }) =>
      changedTransport(correct(), (page, connection) => {
        const queue: ChatCommand[] = []
        let isConnected = false
        return {
          listener: {
            onConnectivity(told) {
              isConnected = told.current === 'connected'
              page.onConnectivity(told)
              if (isConnected) for (const command of queue.splice(0)) void connection.send(command)
            },
          },
          connection: { send: (command) => (isConnected ? connection.send(command) : void queue.push(command)) },
        }
      }),
  ),
  brokenTransport('T9', { name: 'never-says-written', bug: 'leaves the promise of send pending' }, ({ correct }) =>
    changedTransport(correct(), (page, connection) => {
      let isConnected = false
      return {
        listener: {
          onConnectivity(told) {
            isConnected = told.current === 'connected'
            page.onConnectivity(told)
          },
        },
        connection: {
          send(command) {
            if (!isConnected) return rejected()
            void Promise.resolve(connection.send(command)).catch(() => undefined)
            return new Promise<void>(() => undefined)
          },
          close(reason) {
            isConnected = false
            connection.close(reason)
          },
        },
      }
    }),
  ),
  brokenTransport(
    'T9',
    { name: 'sends-into-nothing', bug: 'accepts a command after close() without an error' },
    ({ correct }) =>
      changedTransport(correct(), (_page, connection) => {
        let isClosed = false
        return {
          connection: {
            send: (command) => (isClosed ? undefined : connection.send(command)),
            close(reason) {
              isClosed = true
              connection.close(reason)
            },
          },
        }
      }),
  ),
  brokenTransport(
    'T11',
    { name: '100-refuses', bug: 'treats 50, 100 and 101 as refusals of a command and keeps the line' },
    ({ open, correct }) => {
      const sent = new Set<unknown>()
      return correct({
        open: changedLink(open, () => ({
          received(event, line) {
            const { code } = (event as { error?: { code?: number } } | null)?.error ?? {}
            const keeps = sent.has(commandIdOf(event)) && [50, 100, 101].includes(code ?? 0)
            line.received(keeps ? { ...(event as object), commandId: undefined } : event)
          },
          send(command, put) {
            sent.add(command.id)
            return put(command)
          },
        })),
      })
    },
  ),
  brokenTransport(
    'T11',
    { name: 'sends-each-id-once', bug: 'does not write a command again when it is sent again' },
    ({ correct }) =>
      changedTransport(correct(), (page, connection) => {
        const sent = new Set<string>()
        let isConnected = false
        return {
          listener: {
            onConnectivity(told) {
              isConnected = told.current === 'connected'
              page.onConnectivity(told)
            },
          },
          connection: {
            send(command) {
              if (sent.has(command.id)) return
              if (isConnected) sent.add(command.id)
              return connection.send(command)
            },
          },
        }
      }),
  ),
  brokenTransport('T15', { name: 'writes-twice', bug: 'writes each command twice, to be safe' }, ({ open, correct }) =>
    correct({
      open: changedLink(open, () => ({
        async send(command, put) {
          await put(command)
          await put(command)
        },
      })),
    }),
  ),
]
