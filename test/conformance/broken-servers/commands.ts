import { randomUUID } from 'node:crypto'
import { systemClock } from '@chat-transport/core'
import {
  changesEvents,
  takesCommands,
  without,
  type BrokenServer,
  type FaultyLine,
  type Json,
} from './broken-server.ts'

const error = (commandId: unknown, code: number, description: string): Json => ({
  type: 'EventError',
  commandId,
  error: { code, description },
})
const isMessage = ({ type, content }: Json) =>
  type === 'SendMessage' && typeof (content as Json | undefined)?.text === 'string'
const sizeOf = (command: Json) => Buffer.byteLength(JSON.stringify(command))
const knownTypes = new Set([
  'SendMessage',
  'SendNotice',
  'UpdateUserData',
  'LeaveSession',
  'EditMessage',
  'DeleteMessage',
  'React',
  'SendTyping',
  'MarkRead',
  'Identify',
  'ReadTranscript',
  'StartSession',
  'RestoreSession',
])
const codeOf = ({ error }: Json) => (error as { code?: unknown } | undefined)?.code
const withCode = (event: Json, code: number): Json => ({ ...event, error: { ...(event.error as object), code } })

/** What becomes of a command. */
export const brokenCommands: readonly BrokenServer[] = [
  {
    name: 'doubles-repeats',
    bug: 'makes another event of a message that is repeated',
    rules: ['P26'],
    backend: () => {
      const seen = new Set<unknown>()
      const originals = new Map<unknown, unknown>()
      return {
        line: () => ({
          command(command, line) {
            const isRepeat = seen.has(command.id) && isMessage(command) && sizeOf(command) <= 32_768
            if (isMessage(command)) seen.add(command.id)
            if (!isRepeat) return line.receive(command)
            const id = randomUUID()
            originals.set(id, command.id)
            return line.receive({ ...command, id })
          },
          event: (event) =>
            originals.has(event.commandId) ? { ...event, commandId: originals.get(event.commandId) } : event,
        }),
      }
    },
  },
  {
    name: 'judges-repeats',
    bug: 'refuses a repeat that is invalid, although the command was accepted before',
    rules: ['P73'],
    backend: () => ({
      line: () => {
        const seen = new Set<unknown>()
        return {
          command(command, line) {
            const isRepeat = seen.has(command.id)
            if (isMessage(command)) seen.add(command.id)
            if (isRepeat && !isMessage(command)) return line.deliver(error(command.id, 2, 'content is missing'))
            return line.receive(command)
          },
        }
      },
    }),
  },
  {
    name: 'out-of-order',
    bug: 'lets a later command overtake an earlier one',
    rules: ['P24'],
    backend: takesCommands(async (command, line) => {
      const text = String((command.content as Json | undefined)?.text)
      if (!/^(number [25])$/.test(text)) return line.receive(command)
      systemClock.after(300, () => void line.receive(command))
    }),
  },
  {
    name: 'no-command-id',
    bug: 'leaves `commandId` out of EventMessage',
    rules: ['P25'],
    backend: changesEvents((event) => (event.type === 'EventMessage' ? without(event, 'commandId') : event)),
  },
  {
    name: 'drops-null',
    bug: 'drops `null` from the data of a notice',
    rules: ['P25'],
    backend: changesEvents((event) =>
      event.type === 'EventNotice' ? (JSON.parse(JSON.stringify(event).replaceAll(':null', ':"null"')) as Json) : event,
    ),
  },
  {
    name: 'refuses-unknown-fields',
    bug: 'refuses a command with a field that it does not know',
    rules: ['P2'],
    backend: takesCommands((command, line) =>
      Object.keys(command).some((name) => name.startsWith('acme'))
        ? line.deliver(error(command.id, 3, 'unknown field'))
        : line.receive(command),
    ),
  },
  {
    name: 'unknown-is-incorrect',
    bug: 'answers an unknown command with error 3',
    rules: ['P3', 'P31', 'P42'],
    backend: changesEvents((event) => (codeOf(event) === 1 ? withCode(event, 3) : event)),
  },
  {
    name: 'closes-on-unknown',
    bug: 'closes the line of an unknown command',
    rules: ['P3', 'P31', 'P42'],
    backend: takesCommands((command, line) =>
      typeof command.type === 'string' && !knownTypes.has(command.type) ? line.drop('overflow') : line.receive(command),
    ),
  },
  {
    name: 'missing-is-incorrect',
    bug: 'answers a missing name of a notice with error 3',
    rules: ['P31'],
    backend: changesEvents((event) =>
      codeOf(event) === 2 && JSON.stringify(event).includes('notice') ? withCode(event, 3) : event,
    ),
  },
  {
    name: 'names-no-parameter',
    bug: 'does not name the parameter of error 3',
    rules: ['P31', 'P86'],
    backend: changesEvents((event) =>
      codeOf(event) === 3 ? { ...event, error: { code: 3, description: 'incorrect' } } : event,
    ),
  },
  {
    name: 'silent-about-wrong-types',
    bug: 'ignores a command that is no object',
    rules: ['P31'],
    backend: changesEvents((event) =>
      codeOf(event) === 3 && event.commandId === undefined && JSON.stringify(event).includes('object') ? [] : event,
    ),
  },
  {
    name: 'no-description',
    bug: 'gives errors without a description',
    rules: ['P37'],
    backend: changesEvents((event) => (codeOf(event) === 52 ? { ...event, error: { code: 52 } } : event)),
  },
  {
    name: 'anonymous-passing-errors',
    bug: 'answers a wrong SendTyping without its id',
    rules: ['P32'],
    backend: () => ({
      line: () => {
        const typing = new Set<unknown>()
        return {
          command(command, line) {
            if (command.type === 'SendTyping') typing.add(command.id)
            return line.receive(command)
          },
          event: (event) => (typing.has(event.commandId) ? without(event, 'commandId') : event),
        }
      },
    }),
  },
  {
    name: 'answers-typing',
    bug: 'answers SendTyping although all is well',
    rules: ['P32', 'P1'],
    backend: takesCommands((command, line) => {
      if (command.type === 'SendTyping' && typeof command.isTyping === 'boolean')
        line.deliver({ type: 'Accepted', commandId: command.id })
      return line.receive(command)
    }),
  },
  {
    name: 'typing-in-the-transcript',
    bug: 'puts typing into the transcript',
    rules: ['P33'],
    backend: takesCommands((command, line) =>
      line.receive(
        command.type === 'SendTyping' && typeof command.isTyping === 'boolean'
          ? { type: 'SendNotice', id: randomUUID(), notice: { name: 'typing' } }
          : command,
      ),
    ),
  },
  {
    name: 'mirrors-typing',
    bug: 'tells the visitor of their own typing',
    rules: ['P33'],
    backend: takesCommands((command, line) => {
      if (command.type === 'SendTyping' && typeof command.isTyping === 'boolean')
        line.deliver({
          type: 'EventTyping',
          party: { id: 'v', name: 'Visitor', type: 'client' },
          isTyping: command.isTyping,
        })
      return line.receive(command)
    }),
  },
  {
    name: 'last-read-counts',
    bug: 'keeps the last read mark, not the highest',
    rules: ['P34'],
    backend: () => {
      const last = new Map<unknown, unknown>()
      return {
        line: (attach) => ({
          command(command, line) {
            if (command.type === 'MarkRead') last.set(attach.secret, command.upTo)
            return line.receive(command)
          },
        }),
        answer: (answer, attach) => {
          const reads = answer.reads as readonly Json[] | undefined
          return reads?.length
            ? { ...answer, reads: reads.map((read) => ({ ...read, upTo: last.get(attach.secret) })) }
            : answer
        },
      }
    },
  },
  {
    name: 'read-nothing',
    bug: 'lists a party that has read nothing, with `upTo` 0',
    rules: ['P74'],
    backend: () => ({
      answer: (answer) =>
        (answer.reads as unknown[] | undefined)?.length === 0
          ? { ...answer, reads: [{ party: answer.party, upTo: 0 }] }
          : answer,
    }),
  },
  {
    name: 'ended-still-accepts',
    bug: 'accepts a message in an ended session',
    rules: ['P42'],
    backend: () => {
      const ended = new Set<unknown>()
      return {
        line: (attach) => ({
          async command(command, line: FaultyLine) {
            if (!ended.has(attach.secret) || !isMessage(command)) return line.receive(command)
            line.deliver({
              type: 'EventMessage',
              index: 4,
              at: systemClock.now(),
              commandId: command.id,
              party: { id: 'v', name: 'Visitor', type: 'client' },
              content: command.content,
            })
          },
          event(event) {
            if (event.type === 'EventSessionEnded') ended.add(attach.secret)
            return event
          },
        }),
      }
    },
  },
]
