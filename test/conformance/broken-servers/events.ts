import { systemClock } from '@chat-transport/core'
import { changesEvents, type BrokenServer, type FaultyLine, type Json } from './broken-server.ts'

const isRestore = ({ type }: Json) => type === 'RestoreSession'
const taken = { type: 'EventSessionTaken' }

/** What is sent on which line: the cursor, the fence, the end. */
export const brokenEvents: readonly BrokenServer[] = [
  {
    name: 'repeats-what-is-known',
    bug: 'sends a restore the event at `after` again',
    rules: ['P14'],
    backend: () => ({
      attach: ({ attach, real }) =>
        real(isRestore(attach) && Number(attach.after) >= 2 ? { ...attach, after: Number(attach.after) - 1 } : attach),
    }),
  },
  {
    name: 'a-gap',
    bug: 'leaves an event out when it sends many again',
    rules: ['P14'],
    backend: () => ({
      line: (attach) => ({
        event: (event) =>
          isRestore(attach) &&
          attach.after !== 3 &&
          event.index === 3 &&
          event.type === 'EventMessage' &&
          event.commandId
            ? []
            : event,
      }),
    }),
  },
  {
    name: 'nothing-missed',
    bug: 'sends a restore nothing that was said while nobody was attached',
    rules: ['P14'],
    backend: () => ({
      line: (attach) => ({
        event: (event) =>
          isRestore(attach) && event.type === 'EventMessage' && (event.party as Json).type === 'agent' ? [] : event,
      }),
    }),
  },
  {
    name: 'seconds',
    bug: 'gives `at` in seconds',
    rules: ['P5'],
    backend: changesEvents((event) => ('at' in event ? { ...event, at: Math.floor(Number(event.at) / 1000) } : event)),
  },
  {
    name: 'another-time',
    bug: 'says another `at` when it sends an event again',
    rules: ['P5', 'P26', 'P73'],
    backend: () => ({
      line: (attach) => ({
        event: (event) => (isRestore(attach) && 'at' in event ? { ...event, at: Number(event.at) + 1 } : event),
      }),
    }),
  },
  {
    name: 'pings',
    bug: 'sends objects that are no events, as a sign of life',
    rules: ['P1'],
    backend: changesEvents((event) => (event.index === 1 ? [event, { type: 'ping' }] : event)),
  },
  {
    name: 'tells-the-secret',
    bug: 'puts the secret into the first event',
    rules: ['P63'],
    backend: () => ({
      line: (attach) => ({
        event: (event) => (event.index === 1 ? { ...event, debug: { secret: attach.secret } } : event),
      }),
    }),
  },
  {
    name: 'no-fence',
    bug: 'leaves the older line open when the same page attaches again',
    rules: ['P17'],
    backend: () => ({
      line: () => ({ drop: (reason, line) => (reason === 'superseded' ? undefined : line.drop(reason)) }),
    }),
  },
  {
    name: 'a-late-fence',
    bug: 'goes on carrying out commands of the older line for a while',
    rules: ['P17'],
    backend: () => {
      const newest = new Map<unknown, FaultyLine>()
      return {
        line: (attach) => ({
          opened: (line) => void newest.set(attach.secret, line),
          command: (command, line) => (newest.get(attach.secret) ?? line).receive(command),
          drop(reason, line) {
            if (reason === 'superseded') systemClock.after(1_000, () => line.drop(reason))
            else line.drop(reason)
          },
        }),
      }
    },
  },
  {
    name: 'taken-by-itself',
    bug: 'sends EventSessionTaken to a page that attaches again itself',
    rules: ['P20'],
    backend: () => ({
      line: () => ({
        drop(reason, line) {
          if (reason === 'superseded') line.deliver(taken)
          line.drop(reason)
        },
      }),
    }),
  },
  {
    name: 'taken-in-silence',
    bug: 'ends the line of a page whose session was taken without a word',
    rules: ['P20'],
    backend: changesEvents((event) => (event.type === 'EventSessionTaken' ? [] : event)),
  },
  {
    name: 'taken-in-silence-over-requests',
    bug: 'ends the line of a page whose session was taken without a word, over long-polling',
    rules: ['P75', 'P20'],
    transport: 'long-polling',
    backend: changesEvents((event) => (event.type === 'EventSessionTaken' ? [] : event)),
  },
  {
    name: 'ended-is-gone',
    bug: 'answers an attach to an ended session with 50',
    rules: ['P42'],
    backend: () => {
      const ended = new Set<unknown>()
      return {
        line: (attach) => ({
          event(event) {
            if (event.type === 'EventSessionEnded') ended.add(attach.secret)
            return event
          },
        }),
        attach: ({ attach, real }) =>
          real(isRestore(attach) && ended.has(attach.secret) ? { ...attach, sessionId: 'gone' } : attach),
      }
    },
  },
  {
    name: 'ended-without-a-transcript',
    bug: 'sends nothing of an ended session but its end',
    rules: ['P42', 'P14'],
    backend: () => {
      const ended = new Set<unknown>()
      return {
        line: (attach) => {
          const isLate = ended.has(attach.secret) && attach.after === 0
          return {
            event(event) {
              if (event.type === 'EventSessionEnded') ended.add(attach.secret)
              return isLate && event.type === 'EventMessage' ? [] : event
            },
          }
        },
      }
    },
  },
  {
    name: 'says-more-after-the-end',
    bug: 'adds a survey to the transcript after EventSessionEnded',
    rules: ['P43'],
    backend: () => ({
      line: (attach) => ({
        event(event) {
          if (event.type !== 'EventSessionEnded' || isRestore(attach)) return event
          const { index, at } = event
          return [
            event,
            {
              type: 'EventNotice',
              index: Number(index) + 1,
              at,
              party: { id: 's', name: 'Survey', type: 'system' },
              notice: { name: 'survey' },
            },
          ]
        },
      }),
    }),
  },
]
