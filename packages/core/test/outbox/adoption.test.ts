import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { type ChatSession, memoryStorage, type SessionStorage } from '../../src/index.ts'
import { openPage } from '../support/open-chat.ts'

/** A page that has queued something while its line was cut, and died; the next page is restoring the session. */
async function reloading(storage: SessionStorage, queue: (session: ChatSession) => unknown) {
  const before = openPage({ storage })
  const session = await before.start()
  before.farSide.loses()
  queue(session)
  await before.dies()
  const page = openPage({ storage })
  const restoring = page.restore()
  await page.clock.advance(10)
  return { page, restoring }
}

async function reloaded(storage: SessionStorage, texts: readonly string[]) {
  const { page, restoring } = await reloading(storage, (session) =>
    texts.forEach((text) => void session.sendMessage(text)),
  )
  return { page, session: await restoring }
}

describe('a queue that an earlier page has left', () => {
  it('is deleted when its commands are accepted; a refused one is saved by this page, and no page sends it again', async () => {
    const storage = memoryStorage()
    const { page, session } = await reloaded(storage, ['accepted', 'refused'])
    const [accepted, refused] = page.farSide.received
    if (accepted) page.farSide.accepts(accepted, 1)
    await settle()
    expect(storage.keys()).toHaveLength(2)
    if (refused) page.farSide.refuses(refused, 51)
    await settle()
    expect(storage.keys()).toHaveLength(2)
    expect(session.transcript.map(({ delivery }) => delivery)).toEqual(['failed', 'sent'])
    const next = openPage({ storage })
    const restored = await next.restore()
    await settle()
    expect(next.farSide.received).toEqual([])
    expect(restored.transcript).toMatchObject([{ delivery: 'failed', error: { code: 51 }, key: refused?.id }])
  })

  it.each([
    ['a change', (session: ChatSession) => session.react(1, '👍')],
    ['a leave', (session: ChatSession) => session.leave()],
  ])('is deleted when the server refuses %s in it, which has gone out once', async (_what, queue) => {
    const storage = memoryStorage()
    const { page, restoring } = await reloading(storage, (session) => void queue(session).catch(() => undefined))
    const [refused] = page.farSide.received
    if (refused) page.farSide.refuses(refused, 51)
    await restoring
    await page.clock.advance(10)
    expect([page.farSide.received.length, (await storage.keys()).length]).toEqual([1, 1])
  })

  it('is saved by this page as failed when no line bears its command', async () => {
    const storage = memoryStorage()
    const { page, session } = await reloaded(storage, ['poison'])
    for (let line = 1; line <= 5; line++) {
      page.farSide.loses()
      await settle()
      page.farSide.open()
      await settle()
    }
    expect(session.transcript.map(({ delivery }) => delivery)).toEqual(['failed'])
    expect(storage.keys()).toHaveLength(2)
    expect(await shownByNext(storage)).toEqual(['failed'])
  })
})

it('a queue that the storage shows only after the page has let go of the session is left to the next page', async () => {
  const storage = memoryStorage()
  const other = openPage({ storage })
  const said = await other.start()
  let shown = Promise.resolve()
  const page = openPage({ storage: { ...storage, keys: () => shown.then(() => storage.keys()) } })
  const restoring = page.chat.restoreSession()
  await settle()
  other.farSide.loses()
  void said.sendMessage('for the next page')
  await other.dies()
  let show: () => void = () => undefined
  shown = new Promise((resolve) => (show = resolve))
  page.farSide.open()
  const session = (await restoring) as ChatSession
  await session.detach()
  show()
  await settle()
  expect(session.transcript).toEqual([])
  expect(await shownByNext(storage)).toEqual(['sending'])
})

async function shownByNext(storage: SessionStorage) {
  const session = await openPage({ storage }).restore()
  await settle()
  return session.transcript.map(({ delivery }) => delivery)
}

describe('a queue that was saved for a start without an answer', () => {
  /** Two pages make the same start; the second says something and dies, and the first has the answer. */
  async function startedTwice() {
    const storage = memoryStorage()
    const first = openPage({ storage })
    const session = first.chat.openSession()
    await first.clock.advance(0)
    const second = openPage({ storage })
    void second.chat
      .openSession()
      .sendMessage('for the start')
      .catch(() => undefined)
    await second.clock.advance(0)
    return { storage, first, second, session }
  }

  it('is sent by the page that has the answer, and is not shown as failed', async () => {
    const { first, second, session } = await startedTwice()
    await second.dies()
    first.farSide.open()
    await first.clock.advance(10)
    expect(session.transcript.map(({ delivery }) => delivery)).toEqual(['sending'])
    expect(first.farSide.received).toMatchObject([{ type: 'SendMessage', content: { text: 'for the start' } }])
  })

  it('is sent by a page that restores the session later', async () => {
    const { storage, first, second } = await startedTwice()
    first.farSide.open()
    first.farSide.loses() // before it could send anything
    await first.dies()
    await second.dies()
    const next = openPage({ storage })
    const restored = await next.restore()
    await next.clock.advance(10)
    expect(restored.transcript.map(({ delivery }) => delivery)).toEqual(['sending'])
    expect(next.farSide.received).toMatchObject([{ type: 'SendMessage', content: { text: 'for the start' } }])
  })
})
