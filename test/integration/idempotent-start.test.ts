import { memoryStorage } from '@chat-transport/core'
import { describe, expect, test } from 'vitest'
import { eventually } from '../support/deadline.ts'
import { countingStore } from './support/counting-store.ts'
import { servePages, transports } from './support/serve-pages.ts'

describe.each(transports)('over %s', (transport) => {
  /** A server that calls a function when a start arrives, before it answers. */
  async function serve() {
    const { store, made } = countingStore()
    let starts = 0
    let startArrives: (nth: number) => void = () => undefined
    const authenticate = ({ type }: { type: string }) => void (type === 'StartSession' && startArrives(++starts))
    const { server, openPage } = await servePages(transport, { store, authenticate })
    return {
      server,
      openPage,
      made,
      starts: () => starts,
      whenStartArrives: (act: typeof startArrives) => void (startArrives = act),
    }
  }

  test('a start whose reply is lost is repeated, and joins the session of the first attempt', async () => {
    const { server, openPage, made, starts, whenStartArrives } = await serve()
    const page = await openPage({ retryDelayMs: () => 20 })
    whenStartArrives((nth) => nth <= 3 && page.line.reset())

    const session = await page.chat.startSession({ nickname: 'Ada' })

    expect(starts()).toBe(4)
    expect([...made]).toEqual([session.id])
    expect(server.backend.sessions().map(({ id }) => id)).toEqual([session.id])
    expect(session.transcript.map(({ event }) => event?.type)).toEqual(['EventParticipantJoined'])
    await session.sendMessage('Hello')
  })

  test('a start whose page is reloaded before the reply is continued by the next start: one session, not two', async () => {
    const storage = memoryStorage()
    const { server, openPage, made, starts, whenStartArrives } = await serve()
    const first = await openPage({ storage })
    whenStartArrives((nth) => nth === 1 && first.line.blackHole())
    first.chat.startSession({ nickname: 'Ada' }).catch(() => undefined) // its page goes away
    await eventually(() => made.size === 1)
    await first.unload()

    const { chat } = await openPage({ storage })
    expect(await chat.restoreSession()).toBeNull() // a start that was never answered is nothing to come back to
    const session = await chat.startSession({ nickname: 'Ada' })

    expect(starts()).toBe(2)
    expect([...made]).toEqual([session.id])
    expect(server.backend.sessions()).toHaveLength(1)
    await session.sendMessage('Hello')
    expect(session.transcript.map(({ event }) => event?.type)).toEqual(['EventParticipantJoined', 'EventMessage'])
  })

  test('an aborted start stops dialing, and the next start repeats it', async () => {
    const { openPage, made } = await serve()
    const page = await openPage()
    page.line.refuse()
    const abort = new AbortController()
    const aborted = expect(page.chat.startSession({}, { signal: abort.signal })).rejects.toThrow('changed my mind')
    await eventually(() => page.line.attempts >= 2)
    abort.abort(new Error('changed my mind'))
    await aborted
    expect([page.timers, page.listeners]).toEqual([0, 0])

    page.line.restore()
    const session = await page.chat.startSession()
    expect([...made]).toEqual([session.id])
  })
})
