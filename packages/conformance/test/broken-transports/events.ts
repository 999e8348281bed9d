import { ChatError } from '@chat-transport/core'
import type { ChatTransport, TransportListener } from '@chat-transport/core'
import { brokenTransport, changedLink, changedTransport, isIndexed, typeOf } from './broken-transport.ts'
import type { BrokenTransport } from './broken-transport.ts'

/** Hands on the events before `connected` in reverse order: also those of the history, or only those missed in an outage. */
function withNewestFirst(
  transport: ChatTransport,
  { fromTheStart }: { readonly fromTheStart: boolean },
): ChatTransport {
  return changedTransport(transport, (page, connection) => {
    let behind: unknown[] | undefined = fromTheStart ? [] : undefined
    let [position, isOpen] = [page.position, true]
    return {
      listener: {
        get position() {
          return position
        },
        onEvent(event) {
          if (isIndexed(event)) position = Math.max(position, (event as { index: number }).index)
          if (behind && isIndexed(event)) behind.unshift(event)
          else page.onEvent(event)
        },
        onConnectivity(change) {
          for (const event of behind ?? []) if (isOpen) page.onEvent(event)
          behind = change.current === 'reconnecting' ? [] : undefined
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
  })
}

/** Handing on events, and their order: T3 and T4. */
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
  brokenTransport(
    'T3',
    { name: 'tells-twice-of-a-refusal', bug: 'also hands on the refusal that it closes with' },
    ({ correct }) =>
      changedTransport(correct(), (page) => ({
        listener: {
          onConnectivity(change) {
            if (change.cause instanceof ChatError && change.cause.event) page.onEvent(change.cause.event)
            page.onConnectivity(change)
          },
        },
      })),
  ),
  brokenTransport('T4', { name: 'newest-first', bug: 'hands on the history in reverse order' }, ({ correct }) =>
    withNewestFirst(correct(), { fromTheStart: true }),
  ),
  brokenTransport(
    'T4',
    { name: 'missed-newest-first', bug: 'hands on missed events in reverse order' },
    ({ correct }) => withNewestFirst(correct(), { fromTheStart: false }),
  ),
  brokenTransport(
    'T4',
    { name: 'always-from-the-beginning', bug: 'always attaches at the beginning' },
    ({ open, correct }) =>
      correct({
        open: changedLink(open, (attach) => ({ attach: 'after' in attach ? { ...attach, after: 0 } : attach })),
      }),
  ),
  brokenTransport(
    'T4',
    { name: 'an-index-skipped', bug: 'hands on the events after a gap, and never asks for the missing one' },
    ({ open, correct }) => {
      const pages = new Map<string, TransportListener>()
      const transport = correct({
        open: changedLink(open, (attach) => {
          let next = 'after' in attach ? attach.after + 1 : 1
          return {
            received(event, line) {
              const { index = 0 } = (event ?? {}) as { index?: number }
              const skips = isIndexed(event) && index > next
              next = Math.max(next, index + 1)
              if (skips) pages.get(attach.pageId)?.onEvent(event)
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
    'T4',
    { name: 'waits-for-ever', bug: 'waits for a missing event until the line ends' },
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
]
