import type { AttachCommand, ChatCommand } from '@chat-transport/core'
import { alterations, type Alteration } from './alterations.ts'
import { brokenLink, brokenTransport, changedLink, changedTransport, typeOf } from './broken-transport.ts'
import type { BrokenTransport } from './broken-transport.ts'

type AlterationName = keyof typeof alterations

const named = (name: AlterationName, where: string) => ({
  name: `${name}-of-${where}`,
  bug: `${alterations[name].bug} in ${where}`,
})

function alteredBy<Value>(name: AlterationName, value: Value): Value {
  return (alterations[name] as Alteration).alter(value) as Value
}

const attachAltered = (name: AlterationName) =>
  brokenLink('L1', named(name, 'an attach'), (open) => (attach, line) => open(alteredBy(name, attach), line))

/** `type`: the only event it happens to. */
const eventsAltered = (name: AlterationName, type?: string) =>
  brokenLink('L2', named(name, type ?? 'events'), (open) =>
    changedLink(open, () => ({
      received: (event, line) =>
        line.received(type === undefined || typeOf(event) === type ? alteredBy(name, event) : event),
    })),
  )

const commandsAltered = (name: AlterationName) =>
  brokenLink('L5', named(name, 'commands'), (open) =>
    changedLink(open, () => ({ send: (command, put) => put(alteredBy(name, command)) })),
  )

const sessionEventsAltered = (name: AlterationName, type?: string) =>
  brokenTransport('T3', named(name, type ?? 'events of a session'), ({ correct }) =>
    changedTransport(correct(), (page) => ({
      listener: {
        onEvent: (event) => page.onEvent(type === undefined || typeOf(event) === type ? alteredBy(name, event) : event),
      },
    })),
  )

const sessionCommandsAltered = (name: AlterationName, type?: ChatCommand['type']) =>
  brokenTransport('T15', named(name, type ?? 'commands of a session'), ({ correct }) =>
    changedTransport(correct(), (_page, connection) => ({
      connection: {
        send: (command) =>
          connection.send(type === undefined || command.type === type ? alteredBy(name, command) : command),
      },
    })),
  )

/** Above this, clients take another way. */
const largeBytes = 16_384
const isLarge = (command: ChatCommand) => JSON.stringify(command).length > largeBytes

/** Writes the fields that it knows. */
const knownFields = (attach: AttachCommand): AttachCommand => {
  if (attach.type === 'StartSession') return attach
  const { type, id, sessionId, secret, pageId, take, after } = attach
  return { type, id, sessionId, secret, pageId, take, after }
}

/** Changing what travels, and losing what is large: L1, L2, L5, T1, T3, T12, T15. */
export const brokenPayloads: readonly BrokenTransport[] = [
  attachAltered('trims-texts'),
  attachAltered('drops-nulls'),
  eventsAltered('revives-dates'),
  eventsAltered('cuts-at-line-separators'),
  eventsAltered('copies-by-assignment', 'EventAttached'),
  eventsAltered('big-numbers-as-text', 'EventError'),
  commandsAltered('normalizes-texts'),
  commandsAltered('drops-empty-texts'),
  commandsAltered('sorts-names'),
  sessionEventsAltered('escapes-markup'),
  sessionEventsAltered('mends-surrogates', 'EventMessage'),
  sessionEventsAltered('camel-cases-names', 'EventError'),
  sessionEventsAltered('drops-zeros', 'EventAttached'),
  sessionCommandsAltered('unix-line-ends'),
  sessionCommandsAltered('copies-by-assignment', 'UpdateUserData'),
  sessionCommandsAltered('drops-the-bom', 'SendMessage'),
  sessionCommandsAltered('big-numbers-as-text', 'SendNotice'),
  sessionCommandsAltered('drops-zeros', 'MarkRead'),
  sessionCommandsAltered('drops-nulls', 'SendTyping'),
  brokenTransport('T1', { name: 'drops-empty-user-data', bug: 'leaves out empty texts of a start' }, ({ correct }) =>
    changedTransport(correct(), (_page, _connection, attach) => ({
      attach: attach.type === 'StartSession' ? alteredBy('drops-empty-texts', attach) : attach,
    })),
  ),
  brokenTransport(
    'T12',
    { name: 'restores-by-known-fields', bug: 'writes only the fields of a restore that it knows' },
    ({ open, correct }) => correct({ open: changedLink(open, (attach) => ({ attach: knownFields(attach) })) }),
  ),
  brokenLink('L5', { name: 'drops-large-commands', bug: 'does not write commands above 16 kB' }, (open) =>
    changedLink(open, () => ({ send: (command, put) => (isLarge(command) ? undefined : put(command)) })),
  ),
  brokenLink(
    'L5',
    { name: 'compresses-aside', bug: 'packs large commands aside, so that small ones overtake' },
    (open) =>
      changedLink(open, () => ({
        send(command, put) {
          if (!isLarge(command)) return put(command)
          setImmediate(() => setImmediate(() => void put(command)))
        },
      })),
  ),
  brokenTransport(
    'T15',
    { name: 'large-commands-late', bug: 'writes large commands after the small ones' },
    ({ open, correct }) =>
      correct({
        open: changedLink(open, () => ({
          send(command, put) {
            if (!isLarge(command)) return put(command)
            setImmediate(() => setImmediate(() => void put(command)))
          },
        })),
      }),
  ),
  brokenTransport(
    'T15',
    { name: 'important-commands-first', bug: 'lets messages overtake what is less important' },
    ({ open, correct }) =>
      correct({
        open: changedLink(open, () => ({
          send(command, put) {
            if (command.type === 'SendMessage') return put(command)
            setImmediate(() => void put(command))
          },
        })),
      }),
  ),
]
