import { linkedTransport, type ChatCommand, type LinkLine } from '@chat-transport/core'
import { brokenLink, brokenTransport, changedLink, changedTransport, commandIdOf, typeOf } from './broken-transport.ts'
import type { BrokenTransport } from './broken-transport.ts'

const sizeOf = (value: unknown) => JSON.stringify(value)?.length ?? 0

/** Well meant: they save a write, a copy or a wait, and lose something by it. */
export const brokenShortcuts: readonly BrokenTransport[] = [
  brokenLink('L2', { name: 'drops-repeats', bug: 'drops an event that equals the one before it' }, (open) =>
    changedLink(open, () => {
      let last: string | undefined
      return {
        received(event, line) {
          const text = JSON.stringify(event)
          if (text !== last) line.received(event)
          last = text
        },
      }
    }),
  ),
  brokenLink(
    'L2',
    { name: 'drops-what-precedes-the-answer', bug: 'drops events that come before the answer' },
    (open) =>
      changedLink(open, (attach) => {
        let isAnswered = false
        return {
          received(event, line) {
            isAnswered ||= commandIdOf(event) === attach.id
            if (isAnswered) line.received(event)
          },
        }
      }),
  ),
  brokenLink(
    'L2',
    { name: 'large-events-aside', bug: 'parses large events aside, so that small ones overtake them' },
    (open) =>
      changedLink(open, () => ({
        received(event, line) {
          if (sizeOf(event) < 10_000) line.received(event)
          else setTimeout(() => line.received(event), 5)
        },
      })),
  ),
  brokenLink(
    'L2',
    {
      name: 'rest-of-a-frame-later',
      bug: 'hands on the first event of a frame at once and the others in a later turn',
    },
    (open) =>
      changedLink(open, () => {
        let inTurn = 0
        return {
          received(event, line) {
            if (inTurn++ === 0) line.received(event)
            else setImmediate(() => line.received(event))
            queueMicrotask(() => (inTurn = 0))
          },
        }
      }),
  ),
  brokenLink('L2', { name: 'sixty-four-at-once', bug: 'has room for 64 events of one frame' }, (open) =>
    changedLink(open, () => {
      let inTurn = 0
      return {
        received(event, line) {
          if (inTurn++ < 64) line.received(event)
          queueMicrotask(() => queueMicrotask(() => (inTurn = 0)))
        },
      }
    }),
  ),
  brokenTransport('T4', { name: 'a-page-of-fifty', bug: 'hands on at most 50 events of a history' }, ({ correct }) =>
    changedTransport(correct(), (page) => {
      let sinceAttached = 0
      return {
        listener: {
          onEvent(event) {
            if (typeOf(event) === 'EventAttached') sinceAttached = 0
            if (sinceAttached++ <= 50) page.onEvent(event)
          },
        },
      }
    }),
  ),
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
    { name: 'misses-an-end-in-the-history', bug: 'knows the end of a session only when it sees it live' },
    ({ open, correct }) => {
      const isEnd = (event: unknown) => typeOf(event) === 'EventSessionEnded'
      return correct({
        open: changedLink(open, () => {
          let head = Infinity
          return {
            received(event, line: LinkLine) {
              const { type, head: told, index } = (event ?? {}) as { type?: unknown; head?: number; index?: number }
              if (type === 'EventAttached') head = told ?? head
              if (isEnd(event) && (index ?? 0) <= head) line.received({ ...(event as object), type: 'EventOver' })
              else line.received(event)
            },
          }
        }),
      })
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
  brokenTransport('T3', { name: 'drops-repeats', bug: 'drops an event that equals the one before it' }, ({ correct }) =>
    changedTransport(correct(), (page) => {
      let last: string | undefined
      return {
        listener: {
          onEvent(event) {
            const text = JSON.stringify(event)
            if (text !== last) page.onEvent(event)
            last = text
          },
        },
      }
    }),
  ),
  brokenTransport('T3', { name: 'strips-null-fields', bug: 'drops fields that are null' }, ({ correct }) =>
    changedTransport(correct(), (page) => ({
      listener: {
        onEvent: (event) =>
          page.onEvent(
            JSON.parse(JSON.stringify(event), (_key, value: unknown) => (value === null ? undefined : value)) ?? event,
          ),
      },
    })),
  ),
  brokenTransport(
    'T13',
    { name: 'stops-after-garbage', bug: 'stops reading a line on which garbage came twice' },
    ({ open, correct }) =>
      correct({
        open: changedLink(open, () => {
          let garbage = 0
          return {
            received(event, line) {
              if (typeof event === 'string') garbage++
              if (garbage < 2) line.received(event)
            },
          }
        }),
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
