import { memoryStorage } from '@chat-transport/core'
import { describe, expect, test } from 'vitest'
import { eventually } from '../support/deadline.ts'
import { servePages, transports } from './support/serve-pages.ts'
import { logSession } from './support/session-log.ts'

const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, at) => first + at)

describe.each(transports)('over %s', (transport) => {
  /** A page that has come back to the last 10 of 400 events. */
  async function comeBack() {
    const storage = memoryStorage()
    const { server, openPage } = await servePages(transport)
    const before = await openPage({ storage })
    const started = await before.chat.startSession({ nickname: 'Ada' })
    const onServer = await server.waitForSession()
    const agent = await server.waitForAgent()
    await started.sendMessage('Hello')
    for (let index = 4; index <= 400; index++) await agent.say(`text ${index}`)
    await before.unload()
    const page = await openPage({ storage })
    const session = await page.chat.restoreSession({ last: 10 })
    if (!session) throw new Error('nothing was restored')
    return { page, session, onServer, agent, indexes: () => session.transcript.map(({ index }) => index) }
  }

  test('a page opens with the last events, and reads the others backwards, through a cut', async () => {
    const { page, session, onServer, agent, indexes } = await comeBack()
    const log = logSession(session)
    expect(indexes()).toEqual(range(391, 400))
    expect(session.participants.map(({ name }) => name)).toEqual(onServer.parties.map(({ name }) => name))

    expect(await session.loadEarlier()).toEqual({ more: true })
    expect(indexes()).toEqual(range(341, 400))

    page.line.cut()
    await eventually(() => session.status !== 'connected')
    const loaded = session.loadEarlier(200)
    await agent.say('said meanwhile')
    page.line.restore()
    expect(await loaded).toEqual({ more: true })
    await eventually(() => session.transcript.at(-1)?.index === 401)
    expect(indexes()).toEqual(range(141, 401))

    expect(await session.loadEarlier(200)).toEqual({ more: false })
    expect(session.transcript.map(({ event }) => event)).toEqual(await onServer.transcript())
    expect(log.errors).toEqual([])
    expect(log.texts.at(-1)).toBe('said meanwhile')
    expect(log.texts.some((text) => text === 'text 300')).toBe(false)
  })
})
