import type { LinkLine } from '@chat-transport/core'
import { brokenLink, brokenTransport, changedLink, changedTransport, commandIdOf, typeOf } from './broken-transport.ts'
import type { BrokenTransport } from './broken-transport.ts'

const sizeOf = (value: unknown) => JSON.stringify(value)?.length ?? 0

/** Lose, delay or change events that do not look like the usual ones. */
export const brokenLosingEvents: readonly BrokenTransport[] = [
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
]
