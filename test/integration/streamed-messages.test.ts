import { memoryStorage, type ChatSession, type SessionStorage } from '@chat-transport/core'
import { describe, expect, test } from 'vitest'
import { eventually } from '../support/deadline.ts'
import { servePages, transports, type VisitorPage } from './support/serve-pages.ts'

const kiloByte = 1000

/** Some of them are of several bytes, or of two code units. */
const wordsOf = (count: number) =>
  Array.from({ length: count }, (_, place) => `${['word', 'Wörter', '言葉', '🙂'][place % 4]}${place} `)

/** A stream that gives its words when the test says so. */
function wordStream(words: readonly string[]) {
  let allowed = 0
  let wake = () => undefined as void
  async function* stream() {
    for (const [place, word] of words.entries()) {
      while (place >= allowed) await new Promise<void>((resolve) => (wake = resolve))
      yield word
    }
  }
  return {
    stream: stream(),
    gives(count: number) {
      allowed += count
      wake()
    },
  }
}

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
    const words = wordsOf(2_000)
    const text = words.join('')
    const { server, openPage } = await servePages(transport, { limits: { maxMessageBytes: 64 * kiloByte } })
    const storage: SessionStorage = memoryStorage()
    const source = wordStream(words)
    let page: VisitorPage = await openPage({ storage })
    let session = await page.chat.startSession()
    const keys = new Set<string>()
    const wrong: string[] = []
    const watch = () =>
      session.onTranscriptChanged(() => {
        const shown = shownIn(session)
        if (!text.startsWith(shown)) wrong.push(shown)
        for (const { key } of entriesOf(session)) keys.add(key)
      })
    watch()
    const said = (await server.waitForAgent()).say(source.stream)
    const goesOn = async () => {
      const { length } = shownIn(session)
      source.gives(100)
      await eventually(() => session.status === 'connected' && shownIn(session).length > length)
    }
    const faults = {
      async cut() {
        page.line.cut()
        source.gives(100)
        await eventually(() => session.status !== 'connected')
        page.line.restore()
      },
      async reload() {
        await page.unload()
        source.gives(100)
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
    source.gives(words.length)

    const event = await said
    await eventually(() => session.transcript.at(-1)?.event !== undefined)
    expect(shownIn(session)).toBe(text)
    expect(entriesOf(session)[0]?.event).toEqual(event)
    expect([event.cut, keys.size, wrong]).toEqual([undefined, 1, []])
    const kept = await server.backend.sessions()[0]?.transcript()
    expect(kept?.filter(({ type }) => type === 'EventMessage')).toEqual([event])
  })

  test('reaches others while a reader of 10 kB/s has yet to take it', async () => {
    const words = wordsOf(6_000)
    const text = words.join('')
    const { server, openPage } = await servePages(transport, { limits: { maxMessageBytes: 200 * kiloByte } })
    const slow = await openPage()
    const slowSession = await slow.chat.startSession()
    const slowAgent = await server.waitForAgent()
    const quickSession = await (await openPage()).chat.startSession()
    const quickAgent = await server.waitForAgent()
    await slowAgent.joined()
    slow.line.throttle({ upBytesPerSecond: 10 * kiloByte, downBytesPerSecond: 10 * kiloByte })
    const sources = [wordStream(words), wordStream(words)] as const

    const said = [slowAgent.say(sources[0].stream), quickAgent.say(sources[1].stream)]
    for (const source of sources) source.gives(words.length)

    await eventually(() => shownIn(quickSession) === text && quickSession.transcript.at(-1)?.event !== undefined)
    expect(shownIn(slowSession).length).toBeLessThan(text.length)
    await Promise.all(said)
    await eventually(() => shownIn(slowSession) === text, 30_000)
  })
})
