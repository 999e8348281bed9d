import { memoryStorage, type ChatSession, type SessionStorage } from '@chat-transport/core'
import { describe, expect, test } from 'vitest'
import { eventually } from '../support/deadline.ts'
import { servePages, transports, type VisitorPage } from './support/serve-pages.ts'
import { createWordStream } from '../support/word-stream.ts'

const kiloByte = 1000

const entriesOf = (session: ChatSession) =>
  session.transcript.filter(({ part, event }) => part !== undefined || event?.type === 'EventMessage')

/** What the page shows of the one message. Fails if it shows two. */
function shownIn(session: ChatSession): string {
  const [entry, ...others] = entriesOf(session)
  expect(others).toEqual([])
  const { event, part } = entry ?? {}
  return event?.type === 'EventMessage'
    ? String(event.content.type === 'text' && event.content.text)
    : (part?.text ?? '')
}

describe.each(transports)('a message that is streamed over %s', (transport) => {
  test('is exact and there once after five cuts and two reloads', async () => {
    const { server, openPage } = await servePages(transport, { limits: { maxMessageBytes: 64 * kiloByte } })
    const storage: SessionStorage = memoryStorage()
    const words = createWordStream()
    let page: VisitorPage = await openPage({ storage })
    let session = await page.chat.startSession()
    const keys = new Set<string>()
    const wrong: string[] = []
    const watch = () =>
      session.onTranscriptChanged(() => {
        const shown = shownIn(session)
        if (!words.given.startsWith(shown)) wrong.push(shown)
        for (const { key } of entriesOf(session)) keys.add(key)
      })
    watch()
    const said = (await server.waitForAgent()).say(words.stream)
    const goesOn = async () => {
      const { length } = shownIn(session)
      words.give(100)
      await eventually(() => session.status === 'connected' && shownIn(session).length > length)
    }
    const faults = {
      async cut() {
        page.line.cut()
        words.give(100)
        await eventually(() => session.status !== 'connected')
        page.line.restore()
      },
      async reload() {
        await page.unload()
        words.give(100)
        page = await openPage({ storage })
        const restored = await page.chat.restoreSession()
        if (!restored) throw new Error('nothing was restored')
        session = restored
        watch()
      },
    }

    for (const fault of ['cut', 'cut', 'reload', 'cut', 'reload', 'cut', 'cut'] as const) {
      await goesOn()
      await faults[fault]()
    }
    await goesOn()
    words.give(600)
    words.end()

    const event = await said
    await eventually(() => session.transcript.at(-1)?.event !== undefined)
    expect(shownIn(session)).toBe(words.given)
    expect(entriesOf(session)[0]?.event).toEqual(event)
    expect([event.cut, keys.size, wrong]).toEqual([undefined, 1, []])
    const kept = await server.backend.sessions()[0]?.transcript()
    expect(kept?.filter(({ type }) => type === 'EventMessage')).toEqual([event])
  })

  test('reaches others while a reader of 10 kB/s has yet to take it', async () => {
    const { server, openPage } = await servePages(transport, { limits: { maxMessageBytes: 200 * kiloByte } })
    const slow = await openPage()
    const slowSession = await slow.chat.startSession()
    const slowAgent = await server.waitForAgent()
    const quickSession = await (await openPage()).chat.startSession()
    const quickAgent = await server.waitForAgent()
    await slowAgent.joined()
    slow.line.throttle({ upBytesPerSecond: 10 * kiloByte, downBytesPerSecond: 10 * kiloByte })
    const streams = [createWordStream(), createWordStream()] as const

    const said = [slowAgent.say(streams[0].stream), quickAgent.say(streams[1].stream)]
    for (const words of streams) {
      words.give(6_000)
      words.end()
    }
    const text = streams[0].given

    await eventually(() => shownIn(quickSession) === text && quickSession.transcript.at(-1)?.event !== undefined)
    expect(shownIn(slowSession).length).toBeLessThan(text.length)
    await Promise.all(said)
    await eventually(() => shownIn(slowSession) === text, 30_000)
  })
})
