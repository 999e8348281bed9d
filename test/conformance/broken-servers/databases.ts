import { randomUUID } from 'node:crypto'
import type { AttachResult } from '@chat-transport/backend'
import type { BackendFault, BrokenServer, FaultyLine, Json } from './broken-server.ts'

const isStart = ({ type }: Json) => type === 'StartSession'
const isRestore = ({ type }: Json) => type === 'RestoreSession'
const refusal = (attach: Json, code: number) =>
  ({ answer: { type: 'EventError', commandId: attach.id, error: { code, description: 'refused' } } }) as AttachResult

/** A session is found by a secret that is not the same, but alike. */
const findsAlike =
  (alike: (secret: string) => string): BackendFault =>
  () => {
    const secrets = new Map<unknown, string>()
    return {
      async attach({ attach, real }) {
        const known = secrets.get(attach.sessionId)
        const isAlike = known !== undefined && alike(known) === alike(String(attach.secret))
        const result = await real(isAlike ? { ...attach, secret: known } : attach)
        if (isStart(attach) && result.answer.type === 'EventAttached')
          secrets.set(result.answer.sessionId, String(attach.secret))
        return result
      },
    }
  }

/** Commands are known by another id than their own: what `make` makes of it, for each line. */
function knowsCommandsBy(make: () => (attach: Json) => (id: string) => string): BackendFault {
  return () => {
    const keysOf = make()
    const ids = new Map<unknown, string>()
    return {
      line: (attach) => {
        const keyOf = keysOf(attach)
        return {
          command(command, line) {
            const { id } = command
            if (typeof id !== 'string' || id === '' || id.length > longestId) return line.receive(command)
            const key = keyOf(id)
            ids.set(key, ids.get(key) ?? id)
            return line.receive({ ...command, id: key })
          },
          event: (event) => (ids.has(event.commandId) ? { ...event, commandId: ids.get(event.commandId) } : event),
        }
      },
    }
  }
}

/** Longer ids have no room for what is added. */
const longestId = 100

/** What databases do by themselves, and how sessions are kept in them. */
export const brokenDatabases: readonly BrokenServer[] = [
  {
    name: 'secrets-of-32-characters',
    bug: 'keeps the first 32 characters of a secret, as its column does',
    rules: ['P11'],
    backend: findsAlike((secret) => secret.slice(0, 32)),
  },
  {
    name: 'secrets-in-any-case',
    bug: 'compares secrets without regard to case, as collations of MySQL and SQL Server do',
    rules: ['P11'],
    backend: findsAlike((secret) => secret.toLowerCase()),
  },
  {
    name: 'starts-in-any-case',
    bug: 'compares the ids of starts without regard to case',
    rules: ['P10'],
    backend: () => ({
      attach: async ({ attach, real }) => {
        if (!isStart(attach) || typeof attach.id !== 'string') return real(attach)
        const result = await real({ ...attach, id: attach.id.toLowerCase() })
        return { ...result, answer: { ...result.answer, commandId: attach.id } } as AttachResult
      },
    }),
  },
  {
    name: 'commands-in-any-case',
    bug: 'compares the ids of commands without regard to case',
    rules: ['P26'],
    backend: knowsCommandsBy(() => () => (id) => id.toLowerCase()),
  },
  {
    name: 'commands-with-spaces',
    bug: 'compares the ids of commands without regard to spaces at their end, as MySQL does',
    rules: ['P26'],
    backend: knowsCommandsBy(() => () => (id) => id.trimEnd() || 'empty'),
  },
  {
    name: 'commands-of-one-line',
    bug: 'knows the commands of one line only',
    rules: ['P26', 'P73'],
    backend: knowsCommandsBy(() => {
      let lines = 0
      return () => {
        const own = `${(lines += 1)}-`
        // As long as before, since the largest commands must stay as large as they are.
        return (id) => own + id.slice(own.length)
      }
    }),
  },
  {
    name: 'the-newest-commands',
    bug: 'knows the newest 20 commands of a session only',
    rules: ['P26'],
    backend: knowsCommandsBy(() => {
      const keys = new Map<unknown, Map<string, string>>()
      return ({ secret }) => {
        const own = keys.get(secret) ?? new Map<string, string>()
        keys.set(secret, own)
        return (id) => {
          const key = own.get(id) ?? randomUUID()
          own.set(id, key)
          for (const oldest of [...own.keys()].slice(0, -20)) own.delete(oldest)
          return key
        }
      }
    }),
  },
  {
    name: 'commands-of-all-sessions',
    bug: 'refuses a command whose id another session has used',
    rules: ['P26'],
    backend: () => {
      const owners = new Map<unknown, unknown>()
      return {
        line: (attach) => ({
          command(command, line) {
            const owner = owners.get(command.id) ?? attach.secret
            if (command.type === 'SendMessage') owners.set(command.id, owner)
            if (owner === attach.secret || command.id === 'kit-bad-command') return line.receive(command)
            return line.deliver({
              type: 'EventError',
              commandId: command.id,
              error: { code: 52, description: 'duplicate key' },
            })
          },
        }),
      }
    },
  },
  {
    name: 'positions-as-text',
    bug: 'compares positions as texts, so that 9 is above 10',
    rules: ['P13'],
    backend: () => {
      const heads = new Map<unknown, number>()
      return {
        line: (attach) => ({
          event(event) {
            if (typeof event.index === 'number')
              heads.set(attach.secret, Math.max(event.index, heads.get(attach.secret) ?? 0))
            return event
          },
        }),
        attach: ({ attach, real }) => {
          const head = heads.get(attach.secret)
          const isAbove = isRestore(attach) && head !== undefined && String(attach.after) > String(head)
          return isAbove ? Promise.resolve(refusal(attach, 50)) : real(attach)
        },
      }
    },
  },
  {
    name: 'positions-of-32-bits',
    bug: 'answers `after` beyond 32 bits with error 3',
    rules: ['P13'],
    backend: () => ({
      attach: ({ attach, real }) =>
        isRestore(attach) && Number(attach.after) > 2 ** 31 - 1 ? Promise.resolve(refusal(attach, 3)) : real(attach),
    }),
  },
  {
    name: 'one-session-a-page',
    bug: 'ends the line of another session of the same page',
    rules: ['P17'],
    backend: () => {
      const lines = new Map<unknown, FaultyLine>()
      return {
        line: (attach) => ({
          opened(line) {
            lines.get(attach.pageId)?.drop('superseded')
            lines.set(attach.pageId, line)
          },
        }),
      }
    },
  },
  {
    name: 'rounds-times',
    bug: 'keeps `at` in whole seconds, so that an event sent again has another',
    rules: ['P5', 'P26', 'P73'],
    backend: () => ({
      line: (attach) => ({
        event: (event) =>
          isRestore(attach) && typeof event.at === 'number'
            ? { ...event, at: Math.floor(event.at / 1_000) * 1_000 }
            : event,
      }),
    }),
  },
  {
    name: 'cleans-nicknames',
    bug: 'escapes the nickname for HTML',
    rules: ['P72'],
    backend: () => {
      const clean = (party: unknown) => ({
        ...(party as Json),
        name: String((party as Json).name)
          .replaceAll('&', '&amp;')
          .replaceAll('<', '&lt;'),
      })
      return {
        line: () => ({ event: (event) => (event.party ? { ...event, party: clean(event.party) } : event) }),
        answer: (answer) => (answer.party ? { ...answer, party: clean(answer.party) } : answer),
      }
    },
  },
  {
    name: 'drops-what-is-too-fast',
    bug: 'drops commands that come too fast without a word',
    rules: ['P57'],
    cases: ['P57/flood-is-delayed'],
    backend: () => ({
      line: () => {
        let count = 0
        return {
          command(command, line) {
            count += 1
            return count > 40 ? undefined : line.receive(command)
          },
        }
      },
    }),
  },
  {
    name: 'taken-by-its-own-page',
    bug: 'tells a page that takes its own session again that it was taken',
    rules: ['P20'],
    backend: () => {
      const taking = new Set<unknown>()
      return {
        async attach({ attach, real }) {
          if (attach.take === true) taking.add(attach.secret)
          const result = await real(attach)
          taking.delete(attach.secret)
          return result
        },
        line: (attach) => ({
          drop(reason, line) {
            if (reason === 'superseded' && taking.has(attach.secret)) line.deliver({ type: 'EventSessionTaken' })
            line.drop(reason)
          },
        }),
      }
    },
  },
  {
    name: 'joins-again',
    bug: 'adds an event to the transcript each time its page comes back',
    rules: ['P14', 'P5'],
    backend: () => ({
      line: (attach) => ({
        opened(line) {
          if (isRestore(attach))
            void line.receive({ type: 'SendNotice', id: randomUUID(), notice: { name: 'joined-again' } })
        },
      }),
    }),
  },
  {
    name: 'replays-out-of-order',
    bug: 'sends the oldest event that was missed after the next one',
    rules: ['P14', 'P42', 'P48'],
    backend: () => ({
      line: (attach) => {
        let oldest: Json | undefined
        return {
          event(event) {
            if (isRestore(attach) && event.index === Number(attach.after) + 1) {
              oldest = event
              return []
            }
            const late = oldest && event.index === Number(attach.after) + 2 ? [oldest] : []
            return [event, ...late]
          },
        }
      },
    }),
  },
]
