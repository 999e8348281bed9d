import { randomUUID } from 'node:crypto'
import type { AttachResult } from '@chat-transport/backend'
import { without, type BrokenServer, type Json } from './broken-server.ts'

const isStart = ({ type }: Json) => type === 'StartSession'
const isRestore = ({ type }: Json) => type === 'RestoreSession'
const codeOf = ({ answer }: AttachResult) => (answer.type === 'EventError' ? answer.error.code : undefined)
const refusal = (attach: Json, code: number, description = 'refused') =>
  ({ answer: { type: 'EventError', commandId: attach.id, error: { code, description } } }) as AttachResult
/** The answer, for the attach that the client knows. */
const answerFor = (result: AttachResult, { id }: Json) =>
  ({ ...result, answer: { ...result.answer, commandId: id } }) as AttachResult
/** The secrets with which sessions were started, by session and by start. */
function rememberSecrets() {
  const bySession = new Map<unknown, unknown>()
  const byStart = new Map<unknown, unknown>()
  return {
    bySession,
    byStart,
    keep(attach: Json, { answer }: AttachResult) {
      if (answer.type !== 'EventAttached' || !isStart(attach)) return
      bySession.set(answer.sessionId, attach.secret)
      byStart.set(attach.id, attach.secret)
    },
  }
}

/** Starting, restoring, and who holds the session. */
export const brokenAttaching: readonly BrokenServer[] = [
  {
    name: 'a-session-for-each-start',
    bug: 'makes a new session each time a start is repeated',
    rules: ['P10'],
    backend: () => ({
      attach: async ({ attach, real }) =>
        answerFor(await real(isStart(attach) ? { ...attach, id: randomUUID() } : attach), attach),
    }),
  },
  {
    name: 'start-without-its-secret',
    bug: 'lets a start with the id of another session in, whatever its secret',
    rules: ['P10'],
    backend: () => {
      const secrets = rememberSecrets()
      return {
        async attach({ attach, real }) {
          const secret = isStart(attach) ? (secrets.byStart.get(attach.id) ?? attach.secret) : attach.secret
          const result = await real({ ...attach, secret })
          secrets.keep(attach, result)
          return result
        },
      }
    },
  },
  {
    name: 'any-secret',
    bug: 'restores a session with any secret',
    rules: ['P11'],
    backend: () => {
      const secrets = rememberSecrets()
      return {
        async attach({ attach, real }) {
          const secret = secrets.bySession.get(attach.sessionId) ?? attach.secret
          const result = await real({ ...attach, secret })
          secrets.keep(attach, result)
          return result
        },
      }
    },
  },
  {
    name: 'tells-what-exists',
    bug: 'says in other words that a secret is wrong than that there is no such session',
    rules: ['P11'],
    backend: () => {
      const known = new Set<unknown>()
      return {
        async attach({ attach, real }) {
          const result = await real(attach)
          if (result.answer.type === 'EventAttached') known.add(result.answer.sessionId)
          const isWrong = codeOf(result) === 50 && known.has(attach.sessionId)
          return isWrong ? refusal(attach, 50, 'the secret is wrong') : result
        },
      }
    },
  },
  {
    name: 'restore-starts-anew',
    bug: 'starts a new session when the one to be restored is unknown',
    rules: ['P11'],
    backend: () => {
      const known = new Set<unknown>()
      return {
        async attach({ attach, real }) {
          const result = await real(attach)
          if (result.answer.type === 'EventAttached') known.add(result.answer.sessionId)
          if (codeOf(result) !== 50 || !isRestore(attach) || known.has(attach.sessionId)) return result
          const start = without(attach, 'sessionId', 'after')
          return answerFor(await real({ ...start, type: 'StartSession', id: randomUUID() }), attach)
        },
      }
    },
  },
  {
    name: 'forgets-the-secret',
    bug: 'refuses the right secret of a session',
    rules: ['P60'],
    backend: () => ({
      attach: ({ attach, real }) => real(isRestore(attach) ? { ...attach, secret: randomUUID() } : attach),
    }),
  },
  {
    name: 'head-of-an-empty-transcript',
    bug: 'answers a start with `head` 0',
    rules: ['P72'],
    backend: () => ({
      answer: (answer, attach) => (isStart(attach) && answer.head === 1 ? { ...answer, head: 0 } : answer),
    }),
  },
  {
    name: 'no-limits',
    bug: 'leaves `timeoutMs` out of EventAttached',
    rules: ['P8'],
    backend: () => ({ answer: (answer) => without(answer, 'timeoutMs') }),
  },
  {
    name: 'answers-without-the-id',
    bug: 'answers a refused attach without `commandId`',
    rules: ['P8'],
    backend: () => ({
      answer: (answer) => (answer.type === 'EventError' ? without(answer, 'commandId') : answer),
    }),
  },
  {
    name: 'after-above-the-head',
    bug: 'accepts a restore after more than there is',
    rules: ['P13'],
    backend: () => ({
      attach: ({ attach, real }) =>
        real(isRestore(attach) && Number(attach.after) > 40 ? { ...attach, after: 1 } : attach),
    }),
  },
  {
    name: 'takes-before-it-looks',
    bug: 'ends the older line before it finds out that `after` is above the head',
    rules: ['P13'],
    backend: () => ({
      async attach({ attach, real }) {
        if (!isRestore(attach) || !(Number(attach.after) > 40)) return real(attach)
        await real({ ...attach, after: 0, id: randomUUID() })
        return refusal(attach, 50)
      },
    }),
  },
  {
    name: 'head-one-too-many',
    bug: 'answers a restore with a `head` that is one too large',
    rules: ['P14'],
    backend: () => ({
      answer: (answer, attach) =>
        isRestore(attach) && answer.type === 'EventAttached' ? { ...answer, head: Number(answer.head) + 1 } : answer,
    }),
  },
  {
    name: 'first-is-the-head',
    bug: 'says `first` 2 although nothing was dropped',
    rules: ['P15'],
    backend: () => ({ answer: (answer) => (Number(answer.head) > 1 ? { ...answer, first: 2 } : answer) }),
  },
  {
    name: 'everybody-takes',
    bug: 'lets every page take the session, although it says `take: false`',
    rules: ['P19'],
    backend: () => ({
      attach: ({ attach, real }) =>
        real(isRestore(attach) && attach.take === false ? { ...attach, take: true } : attach),
    }),
  },
  {
    name: 'takes-again',
    bug: 'lets a take that is repeated take the session again',
    rules: ['P19'],
    backend: () => ({
      attach: async ({ attach, real }) =>
        answerFor(
          await real(
            isRestore(attach) && typeof attach.id === 'string' && attach.id ? { ...attach, id: randomUUID() } : attach,
          ),
          attach,
        ),
    }),
  },
  {
    name: 'nobody-else',
    bug: 'lets no other page take the session',
    rules: ['P19'],
    backend: () => {
      const holders = new Map<unknown, unknown>()
      return {
        async attach({ attach, real }) {
          const holder = holders.get(attach.sessionId)
          if (
            isRestore(attach) &&
            holder !== undefined &&
            holder !== attach.pageId &&
            attach.take === true &&
            attach.after === 0
          )
            return { answer: { type: 'EventSessionTaken', commandId: String(attach.id) } }
          const result = await real(attach)
          if (isStart(attach) && result.answer.type === 'EventAttached')
            holders.set(result.answer.sessionId, attach.pageId)
          return result
        },
      }
    },
  },
  {
    name: 'expired-comes-back-later',
    bug: 'answers an attach to an expired session with 100',
    rules: ['P41'],
    backend: () => {
      const secrets = rememberSecrets()
      return {
        async attach({ attach, real }) {
          const result = await real(attach)
          secrets.keep(attach, result)
          const isExpired =
            codeOf(result) === 50 && attach.after === 0 && secrets.bySession.get(attach.sessionId) === attach.secret
          return isExpired ? refusal(attach, 100) : result
        },
      }
    },
  },
]
