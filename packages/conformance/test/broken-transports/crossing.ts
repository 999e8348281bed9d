import type { ChatCommand } from '@chat-transport/core'
import { brokenTransport, changedTransport, commandIdOf } from './broken-transport.ts'
import type { BrokenTransport } from './broken-transport.ts'

/** A command that crosses a lost line: T4 and T11. */
export const brokenCrossing: readonly BrokenTransport[] = [
  brokenTransport(
    'T11',
    { name: 'leaves-send-pending', bug: 'leaves the promise of send pending when the line is lost' },
    ({ correct }) =>
      changedTransport(correct(), (page, connection) => {
        const pending = new Map<unknown, () => void>()
        let isConnected = false
        return {
          listener: {
            onEvent(event) {
              pending.get(commandIdOf(event))?.()
              page.onEvent(event)
            },
            onConnectivity(told) {
              isConnected = told.current === 'connected'
              if (told.current === 'reconnecting') pending.clear() // the bug: nobody is told
              page.onConnectivity(told)
            },
          },
          connection: {
            send(command) {
              const isPassing = ['SendTyping', 'MarkRead'].includes(command.type)
              if (!isConnected || isPassing) return connection.send(command)
              void connection.send(command)
              return new Promise((resolve) => pending.set(command.id, resolve))
            },
            close(reason) {
              isConnected = false
              for (const settle of pending.values()) settle()
              connection.close(reason)
            },
          },
        }
      }),
  ),
  brokenTransport(
    'T11',
    { name: 'writes-again-by-itself', bug: 'writes unanswered commands again when the line is back, besides the page' },
    ({ correct }) =>
      changedTransport(correct(), (page, connection) => {
        const unanswered = new Map<unknown, ChatCommand>()
        let isConnected = false
        return {
          listener: {
            onEvent(event) {
              unanswered.delete(commandIdOf(event))
              page.onEvent(event)
            },
            onConnectivity(told) {
              isConnected = told.current === 'connected'
              page.onConnectivity(told)
              const lost = told.previous === 'connecting' ? [] : [...unanswered.values()]
              if (isConnected) for (const command of lost) void connection.send(command)
            },
          },
          connection: {
            send(command) {
              if (isConnected) unanswered.set(command.id, command)
              return connection.send(command)
            },
          },
        }
      }),
  ),
  brokenTransport('T11', { name: 'repeats-once-only', bug: 'writes the same command twice at most' }, ({ correct }) =>
    changedTransport(correct(), (page, connection) => {
      const times = new Map<string, number>()
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
            const count = times.get(command.id) ?? 0
            if (count >= 2) return undefined
            if (isConnected) times.set(command.id, count + 1)
            return connection.send(command)
          },
        },
      }
    }),
  ),
  brokenTransport(
    'T11',
    { name: 'new-id-for-a-repetition', bug: 'writes a repeated command under a new id' },
    ({ correct }) =>
      changedTransport(correct(), (page, connection) => {
        const times = new Map<string, number>()
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
              const count = times.get(command.id) ?? 0
              if (isConnected) times.set(command.id, count + 1)
              return connection.send(count > 0 ? { ...command, id: `${command.id}/${count}` } : command)
            },
          },
        }
      }),
  ),
]
