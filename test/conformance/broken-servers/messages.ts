import { changesEvents, takesCommands, type BrokenServer, type Json } from './broken-server.ts'

const isMessage = ({ type, content }: Json) =>
  type === 'SendMessage' && typeof (content as Json | undefined)?.text === 'string'
const knownContents = new Set<unknown>(['text', 'url', 'file', 'choices', 'card'])
const contentOf = ({ content }: Json) => content as Json
/** As a message that says its text, of whatever type it is. */
const asText = (command: Json): Json => ({ ...command, content: { type: 'text', text: contentOf(command).text } })

/** The same command id, as a notice: its answer is another event than it should be. */
const asNotice = (id: unknown): Json => ({ type: 'SendNotice', id, notice: { name: 'changed' } })

/** What a message holds, and how it changes. */
export const brokenMessages: readonly BrokenServer[] = [
  {
    name: 'deletes-twice',
    bug: 'accepts the deletion of a message that is deleted',
    rules: ['P96'],
    backend: () => {
      const deleted = new Set<unknown>()
      return {
        line: () => ({
          command(command, line) {
            const isAgain = command.type === 'DeleteMessage' && deleted.has(command.target) && command.target !== 1
            if (command.type === 'DeleteMessage') deleted.add(command.target)
            return line.receive(isAgain ? asNotice(command.id) : command)
          },
        }),
      }
    },
  },
  {
    name: 'shouts-edits',
    bug: 'changes the text of an edit',
    rules: ['P95'],
    backend: changesEvents((event) =>
      event.type === 'EventMessageEdited' ? { ...event, content: { type: 'text', text: 'HELLO' } } : event,
    ),
  },
  {
    name: 'any-content-is-text',
    bug: 'takes the text of content that it does not know for a message',
    rules: ['P86', 'P31'],
    cases: ['P86', 'P31/message-type-unknown'],
    backend: takesCommands((command, line) =>
      line.receive(isMessage(command) && !knownContents.has(contentOf(command).type) ? asText(command) : command),
    ),
  },
  {
    name: 'links-run-code',
    bug: 'takes any URL for a link',
    rules: ['P87'],
    backend: takesCommands((command, line) =>
      line.receive(isMessage(command) && contentOf(command).type === 'url' ? asText(command) : command),
    ),
  },
  {
    name: 'links-in-cards-run-code',
    bug: 'takes any URL for a link in a card',
    rules: ['P87'],
    backend: takesCommands((command, line) =>
      line.receive(isMessage(command) && contentOf(command).type === 'card' ? asText(command) : command),
    ),
  },
  {
    name: 'texts-alone',
    bug: 'keeps of a message its text alone',
    rules: ['P88', 'P89'],
    backend: takesCommands((command, line) =>
      line.receive(isMessage(command) && contentOf(command).type === 'text' ? asText(command) : command),
    ),
  },
]
