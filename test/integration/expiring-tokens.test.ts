import { createHmac, randomBytes } from 'node:crypto'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import type { Agent, Authenticate } from '@chat-transport/backend'
import { ChatRefusal } from '@chat-transport/backend'
import { memoryStorage, type ChatSession, type Clock, type Logger, type SessionStorage } from '@chat-transport/core'
import { describe, test } from 'vitest'
import { inScope, onCleanup } from '../support/cleanup.ts'
import { eventually } from '../support/deadline.ts'
import { fastClock } from '../support/fast-clock.ts'
import { logSession } from './support/session-log.ts'
import { servePages, transports, type VisitorPage } from './support/serve-pages.ts'
import { textsOf } from './support/transcript-texts.ts'

/** Minutes become seconds: the tokens, the server and the page go by this clock. */
const factor = 6
const tokenLivesMs = 20_000
const chatLastsMs = 120_000
const betweenMessagesMs = 2_000

/** A log-in as shops have it: it signs what it knows of the visitor, for a short time. */
function jwtLogin(clock: Clock) {
  const key = randomBytes(32)
  const issued: string[] = []
  const sign = (text: string) => createHmac('sha256', key).update(text).digest('base64url')
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const read = (text: string | undefined): unknown => JSON.parse(Buffer.from(text ?? '', 'base64url').toString())
  const claimsOf = (token: string) => read(token.split('.')[1]) as { sub: string; name: string; exp: number }
  const authenticate: Authenticate = (_request, { auth = '' }) => {
    const [head = '', body = '', signature] = auth.split('.')
    if (signature !== sign(`${head}.${body}`)) throw new ChatRefusal(101, 'please log in')
    const { sub, name, exp } = claimsOf(auth)
    return { user: { id: sub, name }, expiresAt: exp * 1000 }
  }
  return {
    issued,
    authenticate,
    claimsOf,
    issue() {
      const claims = { sub: 'u-17', name: 'Ada Lovelace', exp: (clock.now() + tokenLivesMs) / 1000 }
      const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`
      const token = `${signed}.${sign(signed)}`
      issued.push(token)
      return token
    },
  }
}

/** Everything that is told to a logger, or stored. */
function writtenDown() {
  const written: string[] = []
  const note = (...details: unknown[]) => void written.push(details.map(textOf).join(' '))
  const logger: Logger = { debug: note, info: note, warn: note, error: note }
  const memory = memoryStorage()
  const storage: SessionStorage = {
    ...memory,
    save: (key, value) => {
      note(key, value)
      return memory.save(key, value)
    },
  }
  return { written, logger, storage }
}

const textOf = (detail: unknown): string =>
  detail instanceof Error ? `${detail.stack} ${textOf(detail.cause)}` : (JSON.stringify(detail) ?? String(detail))

/** When the line is cut, and for how long: each time between two expiries, on a line that has been open for a while. */
const cuts = [
  { afterMs: 33_000, forMs: 1_000 },
  { afterMs: 74_000, forMs: 5_000 },
]

interface Talk {
  readonly clock: Clock
  readonly line: VisitorPage['line']
  readonly session: ChatSession
  readonly agent: Agent
}

/** Visitor and agent talk for as long as the chat lasts. Resolves with what they have said, when the server has all of it. */
async function talk({ clock, line, session, agent }: Talk): Promise<readonly string[]> {
  const pass = (ms: number) => new Promise<void>((passed) => void clock.after(ms, passed))
  const sent: Promise<unknown>[] = []
  const texts: string[] = []
  const due = [...cuts]
  const since = clock.now()
  for (let round = 1; clock.now() < since + chatLastsMs; round++) {
    const cut = clock.now() > since + (due[0]?.afterMs ?? Infinity) ? due.shift() : undefined
    if (cut) line.cut()
    texts.push(`round ${round}`, `answer ${round}`)
    const sending = session.sendMessage(`round ${round}`)
    sent.push(sending)
    if (!cut) await sending
    await agent.say(`answer ${round}`)
    await pass(cut?.forMs ?? betweenMessagesMs)
    line.restore()
  }
  await Promise.all(sent)
  return texts
}

/** The chat of one visitor, over one transport, and all that is written down of it. */
async function chatWithTokens(transport: (typeof transports)[number]) {
  const clock = fastClock(factor)
  const login = jwtLogin(clock)
  const { written, logger, storage } = writtenDown()
  const urls: string[] = []
  const requested = (message: unknown) => void urls.push(String((message as { request: IncomingMessage }).request.url))
  subscribe('http.server.request.start', requested)
  onCleanup(() => void unsubscribe('http.server.request.start', requested))
  const authenticate: Authenticate = (request, context) => {
    urls.push(String(context.url)) // also of a WebSocket
    return login.authenticate(request, context)
  }
  const { server, openPage } = await servePages(transport, { clock, logger, authenticate })

  let token = login.issue()
  const refusals: unknown[] = []
  const { chat, line } = await openPage({
    clock,
    logger,
    storage,
    credentials({ refused }) {
      if (refused) refusals.push(refused)
      if (refused || login.claimsOf(token).exp * 1000 <= clock.now()) token = login.issue()
      return token
    },
  })
  const session = await chat.startSession({ nickname: 'somebody' })
  const log = logSession(session)
  const onServer = await server.waitForSession()
  const agent = await server.waitForAgent()
  const texts = await talk({ clock, line, session, agent })
  await log.waitForText(texts.at(-1) ?? '')
  await eventually(() => session.status === 'connected') // a token may just have run out

  return { server, session, onServer, log, login, refusals, texts, urls, written, report: chat.report() }
}

describe.concurrent('a chat that outlives six tokens', () => {
  test.for(transports)(
    'shows the two cuts of the line alone, and leaves no token anywhere, over %s',
    (transport, { expect, onTestFinished }) =>
      inScope(onTestFinished, async () => {
        const { server, session, onServer, log, login, refusals, texts, urls, written, report } =
          await chatWithTokens(transport)
        expect(login.issued.length).toBeGreaterThanOrEqual(6)
        expect(refusals, 'the page knows when a token has run out').toEqual([])
        expect(log.errors.map(({ error }) => error.code)).toEqual([150]) // of the second cut, which lasted 5 s
        expect([log.all('interrupted').length, log.all('continued').length, session.status]).toEqual([
          1,
          1,
          'connected',
        ])
        expect([...log.texts].sort()).toEqual([...texts].sort())
        expect(textsOf(await onServer.transcript())).toEqual(log.texts)
        expect(server.backend.sessions().map(({ user }) => user)).toEqual([{ id: 'u-17', name: 'Ada Lovelace' }])

        const seen = [...written, ...urls, JSON.stringify(log.told), report].join('\n')
        expect(urls.length).toBeGreaterThan(6)
        for (const each of login.issued) for (const piece of each.split('.').slice(1)) expect(seen).not.toContain(piece)
        await session.leave()
      }),
  )
})
