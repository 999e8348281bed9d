import { describe, expect, it } from 'vitest'
import { settle } from '../../../test/support/fake-clock.ts'
import { memoryStorage } from '../src/index.ts'
import { openPage, outcomeOf } from './support/open-chat.ts'

describe('a page that nobody looks at', () => {
  it.each(['startSession', 'restoreSession', 'openSession'] as const)(
    '%s waits until it has been visible once, before storage is read',
    async (open) => {
      const storage = memoryStorage()
      await openPage({ storage }).start()
      const page = openPage({ storage })
      page.network.hidden = true
      const read: string[] = []
      const spied = openPage({
        storage: { ...storage, load: (key) => (read.push(key), storage.load(key)) },
        network: page.network,
      })
      void spied.chat[open]()
      await settle()
      expect([read, spied.transport.connections.length]).toEqual([[], 0])
      page.network.show()
      await settle()
      expect([read.length > 0, spied.transport.connections.length]).toEqual([true, 1])
    },
  )

  it('can give up waiting, and leaves nothing running', async () => {
    const page = openPage()
    page.network.hidden = true
    const giveUp = new AbortController()
    const starting = outcomeOf(page.chat.startSession({}, { signal: giveUp.signal }))
    const session = openPage({ network: page.network }).chat.openSession()
    await settle()
    giveUp.abort()
    void session.detach()
    await settle()
    expect([starting.state, session.status, page.network.listeners]).toEqual(['rejected', 'closed', 0])
  })
})

describe('an effect that runs, is undone, and runs again in one turn', () => {
  it.each(['startSession', 'restoreSession'] as const)('%s: the second call gets the session', async (open) => {
    const storage = memoryStorage()
    if (open === 'restoreSession') await openPage({ storage }).start()
    const page = openPage({ storage })
    const call = (signal?: AbortSignal) =>
      open === 'startSession' ? page.chat.startSession({}, { signal }) : page.chat.restoreSession({ signal })
    const undone = new AbortController()
    const first = outcomeOf(call(undone.signal))
    undone.abort()
    const second = outcomeOf(call())
    await settle()
    page.farSide.open()
    await settle()
    expect([first.state, second.state, page.transport.connections.length]).toEqual(['rejected', 'resolved', 1])
  })

  it('waits for the one that was aborted, and for what that has to save', async () => {
    const page = openPage()
    const undone = new AbortController()
    const first = outcomeOf(page.chat.startSession({}, { signal: undone.signal }))
    await settle()
    undone.abort()
    const second = outcomeOf(page.chat.startSession())
    await settle()
    const [before, after] = page.transport.connections
    expect([before?.closedFor, after?.attach.id]).toEqual(['detached', before?.attach.id])
    page.farSide.open()
    await settle()
    expect([first.state, second.state]).toEqual(['rejected', 'resolved'])
  })
})
