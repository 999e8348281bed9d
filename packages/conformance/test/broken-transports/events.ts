import { ChatError } from '@chat-transport/core'
import { brokenTransport, changedLink, changedTransport, isIndexed, typeOf } from './broken-transport.ts'
import type { BrokenTransport } from './broken-transport.ts'

/** What is handed on, in which order, and what may come: T3, T4, T13, T14, T15. */
export const brokenEvents: readonly BrokenTransport[] = [
  brokenTransport(
    'T3',
    { name: 're-wraps-errors', bug: 'hands on a copy of an error with the fields it knows' },
    ({ correct }) =>
      changedTransport(correct(), (page) => ({
        listener: {
          onEvent(event) {
            const { type, error } = (event ?? {}) as { type?: unknown; error?: { code: number; description: string } }
            if (type !== 'EventError' || !error) return page.onEvent(event)
            page.onEvent({ type, error: { code: error.code, description: error.description } })
          },
        },
      })),
  ),
  brokenTransport(
    'T3',
    { name: 'batch-per-element', bug: 'hands on a whole batch once for each of its elements' },
    ({ open, correct }) =>
      correct({
        open: changedLink(open, () => {
          let batch: unknown[] = []
          return {
            received(event, line) {
              if (batch.push(event) > 1) return
              queueMicrotask(() => {
                const whole = batch
                batch = []
                for (const each of whole.flatMap(() => whole)) line.received(each)
              })
            },
          }
        }),
      }),
  ),
  brokenTransport(
    'T3',
    { name: 'drops-unknown-events', bug: 'hands on only the types of event that it knows' },
    ({ correct }) =>
      changedTransport(correct(), (page) => ({
        listener: { onEvent: (event) => void (typeOf(event) !== 'EventSomethingNew' && page.onEvent(event)) },
      })),
  ),
  brokenTransport('T3', { name: 'keeps-the-answer-to-itself', bug: 'does not hand on EventAttached' }, ({ correct }) =>
    changedTransport(correct(), (page) => ({
      listener: { onEvent: (event) => void (typeOf(event) !== 'EventAttached' && page.onEvent(event)) },
    })),
  ),
  brokenTransport('T3', { name: 'size-limit', bug: 'drops events above 64 kB' }, ({ correct }) =>
    changedTransport(correct(), (page) => ({
      listener: { onEvent: (event) => void (JSON.stringify(event).length < 65_536 && page.onEvent(event)) },
    })),
  ),
  brokenTransport(
    'T3',
    { name: 'tells-of-each-refusal', bug: 'hands on the refusal of every re-attach of an outage' },
    ({ correct }) =>
      changedTransport(correct(), (page) => ({
        listener: {
          onRetry(retry) {
            page.onRetry?.(retry)
            if (retry.cause instanceof ChatError && retry.attempt > 1) page.onEvent(retry.cause.event)
          },
        },
      })),
  ),
  brokenTransport('T3', { name: 'tells-twice-of-a-refusal', bug: 'hands on what it closes with, too' }, ({ correct }) =>
    changedTransport(correct(), (page) => ({
      listener: {
        onConnectivity(change) {
          if (change.cause instanceof ChatError && change.cause.event) page.onEvent(change.cause.event)
          page.onConnectivity(change)
        },
      },
    })),
  ),
  brokenTransport('T4', { name: 'newest-first', bug: 'hands on the history with the newest first' }, ({ correct }) =>
    changedTransport(correct(), (page, connection) => {
      let history: unknown[] | undefined = []
      let [position, isOpen] = [page.position, true]
      return {
        listener: {
          get position() {
            return position
          },
          onEvent(event) {
            const { index } = (event ?? {}) as { index?: number }
            if (isIndexed(event)) position = Math.max(position, Number(index))
            if (history && isIndexed(event)) history.unshift(event)
            else page.onEvent(event)
          },
          onConnectivity(change) {
            for (const event of history ?? []) if (isOpen) page.onEvent(event)
            history = undefined
            if (isOpen) page.onConnectivity(change)
          },
        },
        connection: {
          close(reason) {
            isOpen = false
            connection.close(reason)
          },
        },
      }
    }),
  ),
  brokenTransport(
    'T4',
    { name: 'an-index-skipped', bug: 'hands on what comes after a gap, and never asks for what is missing' },
    ({ open, correct }) => {
      const taken = { position: 0 }
      const transport = correct({
        open: changedLink(open, () => ({
          received(event, line) {
            if (isIndexed(event))
              taken.position = Math.max(taken.position, Number((event as { index: number }).index) - 1)
            line.received(event)
          },
        })),
      })
      return changedTransport(transport, (page) => ({
        listener: {
          get position() {
            return Math.max(page.position, taken.position)
          },
        },
      }))
    },
  ),
  brokenTransport(
    'T4',
    { name: 'waits-for-ever', bug: 'waits for a missing event as long as the line lives' },
    ({ correct, options: { clock } }) =>
      correct({
        clock: {
          ...clock,
          now: () => clock.now(),
          monotonic: () => clock.monotonic(),
          after: (delayMs, run) => (delayMs === 200 ? () => undefined : clock.after(delayMs, run)),
        },
      }),
  ),
  brokenTransport(
    'T13',
    { name: 'chokes-on-null', bug: 'reads the type of whatever has come, and dies of null' },
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
    { name: 'closes-on-garbage', bug: 'takes a frame that is no JSON object for the end' },
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
  brokenTransport(
    'T14',
    { name: 'starts-a-timer-when-made', bug: 'starts a timer before anybody has connected' },
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
  brokenTransport('T15', { name: 'close-closes-all', bug: 'closes every session with one' }, ({ correct }) => {
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
      let last: { send(command: never): Promise<void> } | undefined
      return changedTransport(correct(), (_page, connection) => {
        last = connection as typeof last
        return {
          connection: { send: (command) => last?.send(command as never) ?? Promise.reject(new Error('no line')) },
        }
      })
    },
  ),
]
