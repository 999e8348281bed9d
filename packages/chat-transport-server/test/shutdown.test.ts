import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { memorySessionStore } from '@chat-transport/backend'
import type { TranscriptEvent } from '@chat-transport/core'
import { createChatServer } from '@chat-transport/server'
import { sqliteSessionStore } from '@chat-transport/store-sqlite'
import { describe, expect, test, vi } from 'vitest'
import { textsOf } from '../../../test/integration/support/transcript-texts.ts'
import { onCleanup } from '../../../test/support/cleanup.ts'
import { eventually } from '../../../test/support/deadline.ts'
import { fakeClock } from '../../../test/support/fake-clock.ts'
import { ReadinessCheck } from '../src/health/readiness.ts'
import { stopService } from '../src/service/stop-service.ts'
import { SocketPage } from '../../server/test/support/bayeux-clients.ts'
import { startSession } from '../../server/test/support/commands.ts'
import { startChatAt } from './support/open-page.ts'
import { commandRunner } from './support/run-command.ts'

const run = commandRunner()
/** What was said in a session, as its file has it. */
async function textsIn(file: string, sessionId: string): Promise<string[]> {
  const store = await sqliteSessionStore({ file })
  onCleanup(() => store.close())
  const events = await store.read(sessionId, 0, 1_000_000)
  return textsOf(events.map(({ json }) => JSON.parse(json) as TranscriptEvent))
}

const said = (count: number) => Array.from({ length: count }, (_, index) => `message ${index}`)

describe.each(['SIGTERM', 'SIGINT', 'SIGKILL'] as const)('a server that %s ends in the middle of a chat', (signal) => {
  test('has the chat when it is started again on the same file: nothing is lost, and nothing is there twice', async () => {
    const first = run()
    const url = await first.url()
    const { session, log } = await startChatAt(url)
    const texts = said(40)
    const sent = texts.slice(0, 20).map((text) => session.sendMessage(text))
    await sent[5]
    first.send(signal)
    const later = texts.slice(20).map((text) => session.sendMessage(text))
    expect(await first.ended()).toBe(signal === 'SIGKILL' ? 'SIGKILL' : 0)

    const again = run({ folder: first.folder, environment: { CHAT_PORT: new URL(url).port } })
    await again.url()
    await Promise.all([...sent, ...later])
    await eventually(() => session.status === 'connected', 20_000)
    expect(log.errors.filter(({ error }) => error.code !== 150)).toEqual([])
    again.send('SIGTERM')
    expect(await again.ended()).toBe(0)
    expect(await textsIn(join(first.folder, 'chat-data/chat.sqlite'), session.id)).toEqual(texts)
  })
})

test('a server that is told to end says at once that it is not ready, and serves on while balancers notice', async () => {
  const command = run({ environment: { CHAT_DRAIN_DELAY_MS: '60000', CHAT_STORE_TYPE: 'memory' } })
  const url = await command.url()
  const ready = async (origin: string) => {
    const response = await fetch(new URL('/readyz', origin))
    return `${response.status} ${await response.text()}`
  }
  expect(await ready(url)).toBe('200 ready\n')
  command.send('SIGTERM')
  await command.logged('shutting down')
  const draining = '503 the server is shutting down\n'
  expect([await ready(url), await ready(await command.metricsOrigin())]).toEqual([draining, draining])
  expect((await fetch(new URL('/healthz', url))).status).toBe(200)
  expect(await new SocketPage(url).attach(startSession())).toMatchObject({ successful: true })

  command.send('SIGTERM')
  expect(await command.ended(), 'told twice, it ends at once').toBe(1)
})

test('lines end one after another over drainMs, and newcomers are refused meanwhile', async () => {
  const command = run({ environment: { CHAT_DRAIN_MS: '60000', CHAT_STORE_TYPE: 'memory' } })
  const url = await command.url()
  const pages = [new SocketPage(url), new SocketPage(url)]
  for (const page of pages) await page.attach(startSession())
  command.send('SIGTERM')
  expect(await pages[0]?.closed()).toMatchObject({ code: 1001 })
  await expect(new SocketPage(url).open()).rejects.toThrow('503')
  expect(await pages[1]?.connect({ timeout: 0 })).toMatchObject({ successful: true })
  command.send('SIGINT')
  expect(await command.ended()).toBe(1)
})

test('connections that are idle end when lines do, so that the next request is led to another server', async () => {
  const drains = { CHAT_DRAIN_MS: '60000', CHAT_KEEP_ALIVE_TIMEOUT_MS: '3600000' }
  const command = run({ environment: { ...drains, CHAT_STORE_TYPE: 'memory' } })
  const url = await command.url()
  const pages = [new SocketPage(url), new SocketPage(url)]
  for (const page of pages) await page.attach(startSession())
  const idle = connect(Number(new URL(url).port), '127.0.0.1')
  idle.write('GET /healthz HTTP/1.1\r\nHost: chat\r\n\r\n')
  await once(idle, 'data')
  command.send('SIGTERM')
  await once(idle, 'close')
  expect(await pages[1]?.connect({ timeout: 0 }), 'and lines go on until it is their turn').toMatchObject({
    successful: true,
  })
})

/** A service that is told to stop, with a store that closes like this. */
function stopping(close: () => Promise<void>) {
  const clock = fakeClock()
  const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
  const store = memorySessionStore()
  const stopped = stopService({
    settings: { drainDelayMs: 0, drainMs: 0, closeTimeoutMs: 5_000 },
    logger,
    clock,
    readiness: new ReadinessCheck({ store, storeTimeoutMs: 1_000, clock }),
    chat: createChatServer({ store, clock }),
    opened: { store, place: 'nowhere', close },
    httpServer: createServer(),
    statusServer: undefined,
  })
  const advance = () => eventually(() => clock.advance(5_000).then(() => logger.error.mock.calls.length > 0))
  return { stopped, advance, said: () => logger.error.mock.calls }
}

test('a store that does not close is cut off after closeTimeoutMs', async () => {
  const { stopped, advance, said } = stopping(() => new Promise(() => undefined))
  await advance()
  expect(await stopped).toBe(false)
  expect(said()[0]?.[0]).toContain('not all has closed within 5000 ms')
})

test('a store that fails to close is told of, with its error', async () => {
  const cause = new Error('the disk is full')
  const { stopped, advance, said } = stopping(() => Promise.reject(cause))
  await advance()
  expect(await stopped).toBe(false)
  expect(said()).toEqual([['unable to close. What was acknowledged is kept', cause]])
})
