import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { memoryStorage, type SessionStorage } from '../../src/index.ts'
import { openPage } from '../support/open-chat.ts'

/** How a read can fail. */
const failures = {
  throws: () => {
    throw new Error('blocked')
  },
  rejects: () => Promise.reject(new Error('blocked')),
  'does not answer': () => new Promise<never>(() => undefined),
}

/** A storage whose reads fail for as long as the test says so; everything else works. */
function failingToRead(memory: SessionStorage, how: keyof typeof failures) {
  const fault = { isOn: true }
  const storage = { ...memory, load: (key: string) => (fault.isOn ? failures[how]() : memory.load(key)) }
  return { storage, fault }
}

/** What the last page has left: a live chat. */
async function storedChat() {
  const memory = memoryStorage()
  const before = openPage({ storage: memory })
  await before.start({ sessionId: 's1' })
  await before.dies()
  return memory
}

describe.each(Object.keys(failures) as (keyof typeof failures)[])('a read of the storage that %s', (how) => {
  it('does not make openSession() write over the chat that is stored', async () => {
    const memory = await storedChat()
    const { storage } = failingToRead(memory, how)
    const page = openPage({ storage })
    const session = page.chat.openSession()
    await page.clock.advance(15_000)
    page.farSide.open({ sessionId: 's2' })
    await page.clock.advance(70_000)
    await page.dies()
    expect([session.id, session.persistent]).toEqual(['s2', false])
    expect(memory.load('session')).toMatchObject({ state: 'open', sessionId: 's1' })
  })
})

describe('a read that fails once', () => {
  it('and shows a stored chat the next time, lets openSession() come back to it', async () => {
    const memory = await storedChat()
    const { storage, fault } = failingToRead(memory, 'throws')
    const load = (key: string) => {
      try {
        return storage.load(key)
      } finally {
        fault.isOn = false
      }
    }
    const page = openPage({ storage: { ...storage, load } })
    page.chat.openSession()
    await settle()
    expect(page.farSide.attach).toMatchObject({ type: 'RestoreSession', sessionId: 's1' })
  })

  it('has what was saved meanwhile written, when nothing was stored', async () => {
    const memory = memoryStorage()
    const { storage, fault } = failingToRead(memory, 'rejects')
    const page = openPage({ storage })
    page.chat.openSession()
    await settle()
    expect(memory.load('session')).toBeUndefined()
    fault.isOn = false
    page.farSide.open({ sessionId: 's1' })
    await settle()
    expect(memory.load('session')).toMatchObject({ state: 'open', sessionId: 's1' })
  })

  it('does not remove a queue of another page, nor keep signOut() from removing everything', async () => {
    const memory = await storedChat()
    const command = { type: 'SendMessage', id: 'c', content: { type: 'text', text: 'm' } }
    await memory.save('outbox.a', { sessionId: 's1', commands: [{ at: 1, after: 0, command }] })
    const { storage, fault } = failingToRead(memory, 'throws')
    fault.isOn = false
    const page = openPage({ storage })
    await page.restore()
    await settle()
    fault.isOn = true
    for (const sent of [...page.farSide.received]) page.farSide.accepts(sent, 1)
    await page.clock.advance(1000)
    expect(memory.keys()).toContain('outbox.a')
    await page.chat.signOut()
    expect(JSON.stringify(await Promise.all((memory.keys() as string[]).map(memory.load)))).not.toMatch(/secret|"m"/)
  })
})

describe('a storage that is full', () => {
  it('is told by onChanged when the first save fails', async () => {
    const memory = memoryStorage()
    const full = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
    const fault = { isOn: false }
    const save = (key: string, value: unknown) => (fault.isOn ? full() : memory.save(key, value))
    const page = openPage({ storage: { ...memory, save } })
    const session = await page.start()
    const told: boolean[] = []
    session.onChanged(() => void told.push(session.persistent))
    fault.isOn = true
    await page.clock.advance(60_000) // the renewal: nothing else changes
    expect(told).toEqual([false])
    await page.clock.advance(60_000)
    expect(told).toEqual([false])
  })
})
