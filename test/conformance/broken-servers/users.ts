import type { AttachResult } from '@chat-transport/backend'
import type { BackendFault, BrokenServer, FaultyLine, Json } from './broken-server.ts'
import { rememberLines } from './device-lines.ts'

const isIdentify = ({ type }: Json) => type === 'Identify'
const codeOf = ({ error }: Json) => (error as { code?: unknown } | undefined)?.code
const userOf = (auth: unknown) => String(auth).split('~')[0]
const partyOf = ({ party }: Json) => party as Json | undefined

/** Everything that a page of a user sends is changed by what the first page of the session had. */
function rememberTokens() {
  const bySession = new Map<unknown, unknown>()
  return {
    of: (sessionId: unknown) => bySession.get(sessionId),
    keep(attach: Json, { answer }: AttachResult) {
      if (answer.type === 'EventAttached' && attach.auth !== undefined && !bySession.has(answer.sessionId))
        bySession.set(answer.sessionId, attach.auth)
    },
  }
}

/** A restore is let in with the token that the session had first, if the fault says so. */
const letsIn =
  (isLetIn: (auth: unknown, first: unknown) => boolean): BackendFault =>
  () => {
    const tokens = rememberTokens()
    return {
      async attach({ attach, real }) {
        const first = tokens.of(attach.sessionId)
        const isFaulty = first !== undefined && isLetIn(attach.auth, first)
        const result = await real(isFaulty ? { ...attach, auth: first } : attach)
        tokens.keep(attach, result)
        return result
      },
    }
  }

const faults: readonly Omit<BrokenServer, 'hasLogin'>[] = [
  {
    name: 'tells-tokens',
    bug: 'tells everybody in the chat the token with which somebody has signed in',
    rules: ['P78'],
    backend: () => {
      const brought = new Map<unknown, unknown>()
      return {
        line: () => ({
          command(command, line) {
            if (isIdentify(command)) brought.set(command.id, command.auth)
            return line.receive(command)
          },
          event: (event) =>
            event.type === 'EventParticipantUpdated' ? { ...event, auth: brought.get(event.commandId) } : event,
        }),
      }
    },
  },
  {
    name: 'nickname-beats-name',
    bug: 'calls a user by the nickname that the page gives',
    rules: ['P79'],
    backend: () => ({
      answer: (answer, attach) =>
        attach.nickname === undefined ? answer : { ...answer, party: { ...partyOf(answer), name: attach.nickname } },
    }),
  },
  {
    name: 'secret-is-enough',
    bug: 'lets whoever knows the secret into a user’s session, without credentials',
    rules: ['P79'],
    backend: letsIn((auth) => auth === undefined),
  },
  {
    name: 'changes-hands',
    bug: 'lets another user into a user’s session',
    rules: ['P79'],
    backend: letsIn(
      (auth, first) => auth !== undefined && String(auth).includes('~') && userOf(auth) !== userOf(first),
    ),
  },
  {
    name: 'attaches-beyond-expiry',
    bug: 'looks at an attach alone whether credentials are good, and never again',
    rules: ['P80'],
    backend: () => ({
      admitted: ({ user, ...rest }, request) => (isIdentify(request) ? { user, ...rest } : { user }),
    }),
  },
  {
    name: 'tells-the-expiry',
    bug: 'sends error 101 when credentials expire, and ends the line then',
    rules: ['P80'],
    backend: () => ({
      line: () => ({
        drop(reason, line) {
          if (reason === 'login-expired')
            line.deliver({ type: 'EventError', error: { code: 101, description: 'the log-in has expired' } })
          line.drop(reason)
        },
      }),
    }),
  },
  {
    name: 'expiry-ends-all',
    bug: 'ends the lines of all devices when the credentials of one expire',
    rules: ['P80'],
    backend: () => {
      const lines = rememberLines()
      return {
        answer: lines.answered,
        line: (attach) => ({
          opened: (line) => lines.opened(attach, line),
          drop(reason, line) {
            if (reason === 'login-expired') for (const other of lines.others(attach)) other.drop(reason)
            line.drop(reason)
          },
        }),
      }
    },
  },
  {
    name: 'identify-without-an-answer',
    bug: 'does not answer an Identify that changes nothing',
    rules: ['P81'],
    backend: () => {
      const names = new Map<unknown, unknown>()
      return {
        answer: (answer) => {
          names.set(partyOf(answer)?.id, partyOf(answer)?.name)
          return answer
        },
        line: () => ({
          event(event) {
            const { id, name } = partyOf(event) ?? {}
            return event.type === 'EventParticipantUpdated' && names.get(id) === name
              ? { ...event, commandId: undefined }
              : event
          },
        }),
      }
    },
  },
  {
    name: 'mistyped-password-ends-the-line',
    bug: 'ends the line of an Identify that it refuses',
    rules: ['P81'],
    backend: () => ({
      line: () => {
        let faulty: FaultyLine | undefined
        return {
          opened: (line) => void (faulty = line),
          event(event) {
            if (codeOf(event) === 3 && JSON.stringify(event).includes('auth'))
              queueMicrotask(() => faulty?.drop('login-expired'))
            return event
          },
        }
      },
    }),
  },
  {
    name: 'anybody-signs-in',
    bug: 'accepts an Identify as another user than the session’s',
    rules: ['P81'],
    backend: () => ({
      line: (attach) => ({
        command: (command, line) =>
          line.receive(
            isIdentify(command) && attach.auth !== undefined && userOf(command.auth) !== userOf(attach.auth)
              ? { ...command, auth: attach.auth }
              : command,
          ),
      }),
    }),
  },
  {
    name: 'signed-in-for-ever',
    bug: 'does not look when the credentials expire that an Identify brings',
    rules: ['P81'],
    backend: () => ({
      admitted: ({ user, ...rest }, request) => (isIdentify(request) ? { user } : { user, ...rest }),
    }),
  },
]

/** Who the visitor is. */
export const brokenUsers: readonly BrokenServer[] = faults.map((fault) => ({ ...fault, hasLogin: true }))
