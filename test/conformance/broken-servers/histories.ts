import { changesEvents, takesCommands, without, type BrokenServer, type Json } from './broken-server.ts'

const isRead = ({ type }: Json) => type === 'ReadTranscript'
/** Changes the events of each answer to a `ReadTranscript`. */
const changesHistory = (change: (events: readonly Json[]) => readonly Json[]) =>
  changesEvents((event) =>
    event.type === 'EventTranscript' ? { ...event, events: change(event.events as readonly Json[]) } : event,
  )

/** The last events, and those before them. */
export const brokenHistories: readonly BrokenServer[] = [
  {
    name: 'begins-elsewhere',
    bug: 'says that the last events begin with the second of them',
    rules: ['P105'],
    backend: () => ({
      answer: (answer) => (answer.from === undefined ? answer : { ...answer, from: Number(answer.from) + 1 }),
    }),
  },
  {
    name: 'skips-for-the-last',
    bug: 'sends the last events only, also to a page that has some',
    rules: ['P105'],
    backend: () => ({
      attach: ({ attach, real }) => real(attach.last === undefined ? attach : { ...attach, after: 0 }),
    }),
  },
  {
    name: 'strangers',
    bug: 'does not say who is in a session of which it sends the last events',
    rules: ['P105'],
    backend: () => ({ answer: (answer) => without(answer, 'participants') }),
  },
  {
    name: 'reads-forwards',
    bug: 'reads the transcript from its beginning',
    rules: ['P106'],
    backend: takesCommands((command, line) =>
      line.receive(
        isRead(command) ? { ...command, before: Math.min(Number(command.before), Number(command.limit) + 1) } : command,
      ),
    ),
  },
  {
    name: 'reads-in-reverse',
    bug: 'gives earlier events the newest first',
    rules: ['P106'],
    backend: changesHistory((events) => [...events].reverse()),
  },
  {
    name: 'reads-again',
    bug: 'gives the event that earlier ones were asked for with them',
    rules: ['P106'],
    backend: takesCommands((command, line) =>
      line.receive(
        isRead(command) && Number(command.before) <= 6 ? { ...command, before: Number(command.before) + 1 } : command,
      ),
    ),
  },
  {
    name: 'abridges-history',
    bug: 'leaves out what was said when it is read again',
    rules: ['P106'],
    backend: changesHistory((events) => events.map((event) => without(event, 'content'))),
  },
  {
    name: 'history-goes-with-the-end',
    bug: 'reads nothing in a session that has ended',
    rules: ['P106'],
    backend: () => ({
      line: () => {
        let state: 'open' | 'ended' = 'open'
        return {
          event(event) {
            if (event.type === 'EventSessionEnded') state = 'ended'
            return event
          },
          command(command, line) {
            if (!isRead(command) || state === 'open') return line.receive(command)
            const error = { code: 52, description: 'the chat session has ended' }
            return line.deliver({ type: 'EventError', commandId: command.id, error })
          },
        }
      },
    }),
  },
  {
    name: 'any-limit',
    bug: 'takes any `limit` for one that it can keep',
    rules: ['P106'],
    backend: takesCommands((command, line) =>
      line.receive(
        isRead(command) ? { ...command, limit: Math.max(1, Math.min(200, Number(command.limit))) } : command,
      ),
    ),
  },
]
