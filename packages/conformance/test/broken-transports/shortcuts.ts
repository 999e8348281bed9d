import { linkedTransport, type ChatCommand } from '@chat-transport/core'
import { brokenTransport, changedLink, changedTransport, commandIdOf } from './broken-transport.ts'
import type { BrokenTransport } from './broken-transport.ts'

/** Well meant: they save a write, a wait or a listener, and break something by it. */
export const brokenShortcuts: readonly BrokenTransport[] = [
  brokenTransport(
    'T10',
    { name: 'tells-inside-connect', bug: 'announces inside connect() that it waits, if the browser says offline' },
    ({ correct, options }) => {
      const transport = correct()
      return {
        name: transport.name,
        connect(attach, page) {
          if (!options.network.online)
            page.onRetry?.({ attempt: 1, at: options.clock.now(), cause: new Error('the browser says offline') })
          return transport.connect(attach, page)
        },
      }
    },
  ),
  brokenTransport(
    'T11',
    { name: 'closed-again-when-closed', bug: 'reports "closed" once more for each line that ends after the end' },
    ({ correct }) =>
      changedTransport(correct(), (page) => ({
        listener: {
          onConnectivity(told) {
            page.onConnectivity(told)
            if (told.current === 'closed' && !told.cause)
              setTimeout(() => page.onConnectivity({ current: 'closed', previous: 'closed', since: told.since }), 1)
          },
        },
      })),
  ),
  brokenTransport(
    'T15',
    { name: 'merges-typing', bug: 'writes only the first of several typing commands of one turn' },
    ({ correct }) =>
      changedTransport(correct(), (_page, connection) => {
        let isWaiting = false
        return {
          connection: {
            send(command) {
              if (command.type !== 'SendTyping') return connection.send(command)
              if (isWaiting) return
              isWaiting = true
              setImmediate(() => (isWaiting = false))
              return connection.send(command)
            },
          },
        }
      }),
  ),
  brokenTransport(
    'T15',
    { name: 'read-marks-only-forward', bug: 'does not write a read mark that is not above the last' },
    ({ correct }) =>
      changedTransport(correct(), (_page, connection) => {
        let last = -1
        return {
          connection: {
            send(command) {
              if (command.type !== 'MarkRead') return connection.send(command)
              if (command.upTo <= last) return
              last = command.upTo
              return connection.send(command)
            },
          },
        }
      }),
  ),
  brokenTransport(
    'T2',
    { name: '152-without-a-cause', bug: 'closes with 152 without saying how the restore was refused' },
    ({ correct }) =>
      changedTransport(correct(), (page) => ({
        listener: {
          onConnectivity(told) {
            const { cause } = told as { cause?: Error & { code?: unknown } }
            if (cause?.code === 152) Object.defineProperty(cause, 'cause', { value: undefined })
            page.onConnectivity(told)
          },
        },
      })),
  ),
  brokenTransport(
    'T11',
    { name: 'waits-on-the-page', bug: 'waits for its next attempt with a timer of the page instead of the clock' },
    ({ open, options }) =>
      linkedTransport({
        name: 'waits-on-the-page',
        open,
        ...options,
        clock: {
          now: () => options.clock.now(),
          monotonic: () => options.clock.monotonic(),
          random: () => options.clock.random(),
          after(delayMs, run) {
            const timer = setTimeout(run, delayMs)
            return () => clearTimeout(timer)
          },
        },
      }),
  ),
  brokenTransport(
    'T15',
    { name: 'unsubscribes-all', bug: 'stops listening to the network for all sessions when one is closed' },
    ({ options, correct }) => {
      const listeners = new Set<() => void>()
      const { network } = options
      const transport = correct({
        network: {
          get online() {
            return network.online
          },
          subscribe(listener) {
            const stop = network.subscribe(listener)
            listeners.add(stop)
            return stop
          },
        },
      })
      return changedTransport(transport, (_page, connection) => ({
        connection: {
          close(reason) {
            connection.close(reason)
            for (const stop of listeners) stop()
          },
        },
      }))
    },
  ),
  brokenTransport(
    'T11',
    { name: 'any-50-is-the-end', bug: 'takes error 50 of a command for the end of the session' },
    ({ correct }) =>
      changedTransport(correct(), (page, connection) => {
        const sent = new Set<string>()
        return {
          listener: {
            onEvent(event) {
              page.onEvent(event)
              const { error } = (event ?? {}) as { error?: { code?: unknown } }
              if (error?.code !== 50 || !sent.has(String(commandIdOf(event)))) return
              connection.close()
              page.onConnectivity({ current: 'closed', previous: 'connected', since: 0 })
            },
          },
          connection: {
            send(command: ChatCommand) {
              sent.add(command.id)
              return connection.send(command)
            },
          },
        }
      }),
  ),
  brokenTransport(
    'T5',
    { name: 'hangs-up-on-pagehide', bug: 'closes its line when the page is hidden for good, though it may stay' },
    ({ options, open, correct }) =>
      correct({
        open: changedLink(open, (_attach, line) => {
          const end = new AbortController()
          line.signal.addEventListener('abort', () => end.abort(line.signal.reason))
          const stop = options.network.subscribe((change) => {
            if (change !== 'pagehide') return
            end.abort('detached')
            line.lost(new Error('the page is hidden'))
          })
          line.signal.addEventListener('abort', stop)
          return { signal: end.signal }
        }),
      }),
  ),
  brokenTransport(
    'T15',
    { name: 'upper-bound-of-a-burst', bug: 'writes at most 20 commands of one turn' },
    ({ correct }) =>
      changedTransport(correct(), (_page, connection) => {
        let count = 0
        return {
          connection: {
            send(command) {
              if (count++ === 0) setImmediate(() => (count = 0))
              return count > 20 ? undefined : connection.send(command)
            },
          },
        }
      }),
  ),
]
