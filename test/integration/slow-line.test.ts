import { describe, expect, test } from 'vitest'
import { memoryStorage } from '@chat-transport/core'
import { inScope } from '../support/cleanup.ts'
import { eventually } from '../support/deadline.ts'
import { servePages, transports, type PageOptions } from './support/serve-pages.ts'
import { logSession } from './support/session-log.ts'

/** Longer than any of these takes by the line's own rate, times the attempts that it may take. */
const patienceMs = 100_000

const kiloByte = 1000

async function startChat(transport: (typeof transports)[number], options?: PageOptions) {
  const { server, openPage } = await servePages(transport, { limits: { maxMessageBytes: 64_000 } })
  const page = await openPage(options)
  const session = await page.chat.startSession()
  const agent = await server.waitForAgent()
  return { server, openPage, page, session, log: logSession(session), agent }
}

/** Everything gets through a line that is slow and otherwise well, and the visitor is told of no interruption. */
describe.concurrent.each(transports)('a slow line over %s', (transport) => {
  const slowly = (name: string, play: () => Promise<void>) =>
    test(name, ({ onTestFinished }) => inScope(onTestFinished, play), patienceMs)

  slowly('a restore of 250 kB at 12 kB/s', async () => {
    const storage = memoryStorage()
    const { openPage, page, session, agent } = await startChat(transport, { storage })
    for (let message = 1; message <= 50; message++) await agent.say(`${message} `.padEnd(5 * kiloByte, 'x'))
    await eventually(() => session.transcript.length >= 50, patienceMs)
    const { length } = session.transcript
    await page.unload()

    const restored = await openPage({ storage })
    restored.line.throttle({ upBytesPerSecond: 12 * kiloByte, downBytesPerSecond: 12 * kiloByte, latencyMs: 100 })
    const again = await restored.chat.restoreSession()

    if (!again) throw new Error('there is nothing to restore')
    const log = logSession(again)
    await eventually(() => again.transcript.length === length, patienceMs)
    expect(log.told.map(({ name }) => name)).not.toContain('interrupted')
  })

  slowly('a message of the agent of 900 kB at 50 kB/s', async () => {
    const { page, session, log, agent } = await startChat(transport)
    const text = 'x'.repeat(900 * kiloByte)
    page.line.throttle({ upBytesPerSecond: 50 * kiloByte, downBytesPerSecond: 50 * kiloByte, latencyMs: 100 })

    await agent.say(text)

    await log.waitForText(text, patienceMs)
    await eventually(() => session.status === 'connected', patienceMs)
    expect(log.told.map(({ name }) => name)).not.toContain('interrupted')
  })

  slowly('a message of the visitor of 32 kB at 4 kB/s', async () => {
    const { page, session, log } = await startChat(transport)
    page.line.throttle({ upBytesPerSecond: 4 * kiloByte, downBytesPerSecond: 4 * kiloByte, latencyMs: 100 })

    await session.sendMessage('x'.repeat(32 * kiloByte))

    expect(log.told.map(({ name }) => name)).not.toContain('interrupted')
    expect(log.told.map(({ name }) => name)).not.toContain('error')
  })
})
