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

/** Settling commands: T8. */
export const brokenCommands: readonly BrokenTransport[] = [
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
    { name: 'sends-into-nothing', bug: 'never settles what it is given after close()' },
    ({ correct }) =>
      changedTransport(correct(), (_page, connection) => {
        let isClosed = false
        return {
          connection: {
            send: (command) => (isClosed ? new Promise<void>(() => undefined) : connection.send(command)),
            close(reason) {
              isClosed = true
              connection.close(reason)
            },
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
]
