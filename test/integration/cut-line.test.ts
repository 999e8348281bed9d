import { describe, expect, test } from 'vitest'
import { setTimeout as pass } from 'node:timers/promises'
import { eventually } from '../support/deadline.ts'
import type { StartServerOptions } from '../support/start-server.ts'
import { servePages, transports, type PageOptions } from './support/serve-pages.ts'
import { logSession } from './support/session-log.ts'
import { textsOf } from './support/transcript-texts.ts'

type Transport = (typeof transports)[number]

async function chatOver(transport: Transport, pageOptions: PageOptions = {}, serverOptions: StartServerOptions = {}) {
  const { server, openPage } = await servePages(transport, serverOptions)
  const { chat, line } = await openPage(pageOptions)
  const session = await chat.startSession()
  const log = logSession(session)
  const onServer = await server.waitForSession()
  const agent = await server.waitForAgent()
  await agent.say('before')
  await log.waitForText('before')

  /** Both sides send while the line is down. */
  const speakMeanwhile = async () => {
    const own = [1, 2, 3].map((n) => session.sendMessage(`visitor ${n}`))
    for (const n of [1, 2, 3]) await agent.say(`agent ${n}`)
    return Promise.all(own)
  }
  const saidOnServer = async () => textsOf(await onServer.transcript())
  return { line, session, log, agent, speakMeanwhile, saidOnServer }
}

const said = ['before', 'agent 1', 'agent 2', 'agent 3', 'visitor 1', 'visitor 2', 'visitor 3']

describe('with the default of 3 s', () => {
  test('a line cut for 2 s shows no interruption, and nothing is lost', async () => {
    const { line, session, log, speakMeanwhile, saidOnServer } = await chatOver('long-polling')

    line.cut()
    const sent = speakMeanwhile()
    await pass(2_000)
    line.restore()
    await sent

    expect(log.texts).toEqual(said)
    expect(await saidOnServer()).toEqual(said)
    expect(log.errors).toEqual([])
    expect(log.story).not.toContain('interrupted')
    expect(session.status).toBe('connected')
  })

  test('a line cut for 5 s: one error 150 and one interruption at 3 s, then one continuation, after what was missed', async () => {
    const { line, log, speakMeanwhile, saidOnServer } = await chatOver('websocket')

    const cutAt = Date.now()
    line.cut()
    const sent = speakMeanwhile()
    await log.waitFor('interrupted')
    const shownAfterMs = Date.now() - cutAt
    await pass(cutAt + 5_000 - Date.now())
    line.restore()
    await sent

    expect(shownAfterMs).toBeGreaterThanOrEqual(2_950)
    expect(shownAfterMs).toBeLessThan(3_500)
    expect(await saidOnServer()).toEqual(said)
    expect(log.story.slice(log.story.indexOf('reconnecting'))).toEqual([
      'reconnecting',
      'error 150',
      'interrupted',
      'interrupted', // the status, and the event
      'agent 1',
      'agent 2',
      'agent 3',
      'connected',
      'continued',
      'visitor 1',
      'visitor 2',
      'visitor 3',
    ])
  })
})

describe.each(transports)('over %s', (transport) => {
  /** Dials often, so that even a short outage has many attempts. */
  const impatient = { interruptionTimeoutMs: 500, retryDelayMs: () => 50 }

  test('interruptionTimeoutMs: 500 makes it half a second', async () => {
    const { line, log, speakMeanwhile, saidOnServer } = await chatOver(transport, impatient)

    const cutAt = Date.now()
    line.cut()
    const sent = speakMeanwhile()
    const { since, cause } = await log.waitFor('interrupted')
    const shownAfterMs = Date.now() - cutAt
    line.restore()
    await sent

    expect(shownAfterMs).toBeGreaterThanOrEqual(490)
    expect(shownAfterMs).toBeLessThan(1_000)
    expect(since).toBeLessThanOrEqual(cutAt)
    expect(cause).toBeInstanceOf(Error)
    expect(await saidOnServer()).toEqual(said)
    expect(log.texts).toEqual(said)
    expect(log.errors.map(({ error }) => error.code)).toEqual([150])
    expect(log.all('interrupted')).toHaveLength(1)
    expect(log.all('continued')).toHaveLength(1)
    expect(log.story.indexOf('continued')).toBeGreaterThan(log.story.indexOf('agent 3'))
    expect(log.story.indexOf('continued')).toBeLessThan(log.story.indexOf('visitor 1'))
  })

  test('each outage is reported once: a second cut has its own error 150, interruption and continuation', async () => {
    const { line, log } = await chatOver(transport, { ...impatient, interruptionTimeoutMs: 100 })

    for (const count of [1, 2]) {
      line.cut()
      await eventually(() => log.all('interrupted').length === count)
      line.restore()
      await eventually(() => log.all('continued').length === count)
    }

    const words = log.story.slice(log.story.indexOf('reconnecting'))
    const outage = ['reconnecting', 'error 150', 'interrupted', 'interrupted', 'connected', 'continued']
    expect(words).toEqual([...outage, ...outage])
  })

  test('a connection that is reset is replaced before an interruption is shown, again and again', async () => {
    const { line, session, log, agent, saidOnServer } = await chatOver(transport, impatient)

    for (const n of [1, 2, 3, 4, 5]) {
      line.reset()
      await Promise.all([session.sendMessage(`visitor ${n}`), agent.say(`agent ${n}`)])
      await log.waitForText(`agent ${n}`)
    }

    expect(log.texts).toEqual(await saidOnServer())
    expect(log.texts).toHaveLength(11)
    expect(log.errors).toEqual([])
    expect(log.all('interrupted')).toEqual([])
  })

  test('a half-open line is noticed by its silence, and replaced when the network works again', async () => {
    const quick = { silenceTimeoutMs: 400, openTimeoutMs: 400 }
    const options = { ...impatient, ...quick }
    const { line, log, speakMeanwhile, saidOnServer } = await chatOver(transport, options, { heartbeatMs: 100 })

    line.blackHole()
    const sent = speakMeanwhile()
    await log.waitFor('interrupted')
    line.restore()
    await sent

    await log.waitFor('continued')
    // Some of the visitor's messages may still come out of the black hole: each counts once, in order.
    const everything = await saidOnServer()
    expect([...everything].sort()).toEqual([...said].sort())
    expect(everything.filter((text) => text.startsWith('visitor'))).toEqual(['visitor 1', 'visitor 2', 'visitor 3'])
    expect(log.texts).toEqual(everything)
    expect(log.errors.map(({ error }) => error.code)).toEqual([150])
    expect(log.all('continued')).toHaveLength(1)
  })
})
