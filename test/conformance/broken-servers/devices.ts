import type { BrokenServer, Json } from './broken-server.ts'
import { rememberLines } from './device-lines.ts'

const isStart = ({ type }: Json) => type === 'StartSession'
const partyOf = ({ party }: Json) => party as Json | undefined

const faults: readonly Omit<BrokenServer, 'hasLogin'>[] = [
  {
    name: 'forgets-the-device',
    bug: 'takes the secret of the session’s first start alone, so that a further device cannot come back',
    rules: ['P82'],
    backend: () => {
      const first = new Map<unknown, unknown>()
      return {
        attach: ({ attach, real }) => {
          const isFurther = !isStart(attach) && (first.get(attach.sessionId) ?? attach.secret) !== attach.secret
          return real(isFurther ? { ...attach, secret: `${String(attach.secret)}?` } : attach)
        },
        answer: (answer, { secret }) => {
          if (answer.type === 'EventAttached' && !first.has(answer.sessionId)) first.set(answer.sessionId, secret)
          return answer
        },
      }
    },
  },
  {
    name: 'joins-anybody-of-that-name',
    bug: 'takes users of the same name for one',
    rules: ['P82'],
    backend: () => ({
      admitted: ({ user, ...rest }) => ({
        user: { ...user, id: `${user.name ?? ''} ${user.id.slice(0, 4)}` },
        ...rest,
      }),
    }),
  },
  {
    name: 'takes-from-the-other-device',
    bug: 'takes the session from a user’s other devices when a page of one takes it',
    rules: ['P83'],
    backend: () => {
      const lines = rememberLines()
      return {
        answer: lines.answered,
        line: (attach) => ({
          opened(line) {
            lines.opened(attach, line)
            if (isStart(attach) || attach.take !== true) return
            for (const other of lines.others(attach)) {
              other.deliver({ type: 'EventSessionTaken' })
              other.drop('taken')
            }
          },
        }),
      }
    },
  },
  {
    name: 'tells-the-newest-device',
    bug: 'sends what is said to the device alone that was started last, and to the one that says it',
    rules: ['P83'],
    backend: () => {
      const lines = rememberLines()
      return {
        answer: lines.answered,
        line(attach) {
          const own = new Set<unknown>()
          const isTold = ({ type, commandId }: Json) =>
            type !== 'EventMessage' || own.has(commandId) || (lines.newest(attach) ?? attach.secret) === attach.secret
          return {
            opened: (line) => lines.opened(attach, line),
            command(command, line) {
              own.add(command.id)
              return line.receive(command)
            },
            event: (event) => (isTold(event) ? event : []),
          }
        },
      }
    },
  },
  {
    name: 'reads-apart',
    bug: 'does not tell a visitor’s other devices what was read on one',
    rules: ['P84'],
    backend: () => ({ line: () => ({ event: (event) => (event.type === 'EventRead' ? [] : event) }) }),
  },
  {
    name: 'echoes-reads',
    bug: 'tells a page what it has read itself',
    rules: ['P84'],
    backend: () => {
      const parties = new Map<unknown, Json | undefined>()
      return {
        answer(answer, { secret }) {
          parties.set(secret, partyOf(answer))
          return answer
        },
        line: ({ secret }) => ({
          async command(command, line) {
            await line.receive(command)
            if (command.type === 'MarkRead' && command.upTo === 1)
              line.deliver({ type: 'EventRead', party: parties.get(secret), upTo: 1 })
          },
        }),
      }
    },
  },
]

/** A user's devices, and what each is told. */
export const brokenDevices: readonly BrokenServer[] = faults.map((fault) => ({ ...fault, hasLogin: true }))
