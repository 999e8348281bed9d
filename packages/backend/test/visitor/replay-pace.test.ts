import { describe, expect, it } from 'vitest'
import { aRestore, aStart, connect, startChat, type TestPage } from '../support/visitor.ts'

const mega = 1024 * 1024
const aMinute = 60_000

/** A session whose transcript of 1 MB fills its limit, and its page's way of asking for all of it. */
async function startLongChat() {
  const chat = await startChat({ limits: { maxTranscriptBytes: mega }, sessionTimeoutMs: 60 * aMinute })
  const agent = chat.session.join({ name: 'Grace' })
  for (let said = 0; said < 1_000; said++) await agent.say('x'.repeat(1_000))
  let restores = 0
  return {
    ...chat,
    agent,
    restore: (after = 0) => connect(chat.backend, aRestore(chat.page.sessionId, { id: `r-${++restores}`, after })),
    hasAll: ({ line, answer }: TestPage) =>
      line.indexes.at(-1) === (answer.type === 'EventAttached' ? answer.head : -1),
  }
}

describe('a page that restores a long transcript from the beginning', () => {
  it('gets it at once, as often as a bad line makes it necessary', async () => {
    const { clock, restore, hasAll } = await startLongChat()
    for (let times = 0; times < 2; times++) {
      const page = await restore()
      await clock.advance(50)
      expect(hasAll(page)).toBe(true)
    }
  })

  it('again and again waits longer for it, is not refused, and has all of it after a minute', async () => {
    const { clock, restore, hasAll } = await startLongChat()
    for (let times = 0; times < 20; times++) {
      await restore()
      await clock.advance(50)
    }
    const page = await restore()
    await clock.advance(1_000)
    const afterASecond = page.line.indexes.length
    expect(hasAll(page)).toBe(false)
    await clock.advance(10_000)
    expect(page.line.indexes.length).toBeGreaterThan(afterASecond)
    await clock.advance(aMinute)
    expect(hasAll(page)).toBe(true)
    expect(page.line.dropped).toBeUndefined()
  })

  it('makes nobody wait who has all but a little, nor what is said now', async () => {
    const { clock, restore, hasAll, agent } = await startLongChat()
    const head = (await agent.say('the last')).index
    const page = await restore(head - 3)
    expect(hasAll(page)).toBe(true)
    for (let times = 0; times < 3; times++) {
      await restore()
      await clock.advance(50)
    }
    const caughtUp = await restore(head)
    await agent.say('live')
    expect(caughtUp.line.texts).toEqual(['live'])
  })

  it('makes nobody of another session wait for the budget it has used up', async () => {
    const { backend, clock, restore } = await startLongChat()
    for (let times = 0; times < 4; times++) {
      await restore()
      await clock.advance(50)
    }
    const other = await connect(backend, aStart({ id: 'start-2' }))
    expect(other.line.indexes).toEqual([1])
  })

  it('waits with no timer left behind when its line is lost', async () => {
    const { backend, clock, restore } = await startLongChat()
    for (let times = 0; times < 4; times++) {
      await restore()
      await clock.advance(50)
    }
    await backend.close()
    expect(clock.pending).toBe(0)
  })
})
