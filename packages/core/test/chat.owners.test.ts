import { describe, expect, it } from 'vitest'
import { settle } from '../../../test/support/fake-clock.ts'
import { type ChatOptions, memoryStorage, type SessionStorage } from '../src/index.ts'
import { openPage } from './support/open-chat.ts'
import { scriptedTransport } from './support/scripted-transport.ts'

/** A page whose transport leads to the server at this address. */
function pageTo(address: string, options: Partial<ChatOptions> = {}) {
  return openPage({ transport: Object.assign(scriptedTransport(), { address }), ...options })
}

const here = 'https://one.example/cometd'
const elsewhere = 'https://other.example/cometd'

/** Each entry of a storage by its key, as text. */
const contentsOf = (storage: SessionStorage) =>
  (storage.keys() as readonly string[]).map((key) => `${key} ${JSON.stringify(storage.load(key))}`).sort()

describe('two chats on one storage that lead to two servers', () => {
  it('each restores its own session: the other server is told neither its id nor its secret', async () => {
    const storage = memoryStorage()
    await pageTo(here, { storage }).start({ sessionId: 'one' })
    const other = pageTo(elsewhere, { storage })
    expect(await other.chat.restoreSession()).toBeNull()
    expect(other.transport.connections).toEqual([])
    await other.start({ sessionId: 'other' })
    expect((await pageTo(here, { storage }).restore()).id).toBe('one')
    expect((await pageTo(elsewhere, { storage }).restore()).id).toBe('other')
  })

  it('what one has queued is neither sent, shown nor removed by the other', async () => {
    const storage = memoryStorage()
    const page = pageTo(here, { storage })
    const session = await page.start({ sessionId: 'one' })
    page.farSide.loses()
    session.sendMessage('for the first server').catch(() => undefined) // its page is gone before it is settled
    await page.dies()
    const before = contentsOf(storage)

    const other = pageTo(elsewhere, { storage })
    const otherSession = await other.start({ sessionId: 'other' })
    await settle()
    expect(otherSession.transcript.length).toBe(0)
    await otherSession.detach()
    await other.chat.forget()
    expect(contentsOf(storage)).toEqual(before)
  })

  it('one that signs out leaves what the other has', async () => {
    const storage = memoryStorage()
    await pageTo(here, { storage }).start({ sessionId: 'one' })
    const other = pageTo(elsewhere, { storage })
    await other.start({ sessionId: 'other' })
    await other.chat.signOut()
    expect((await pageTo(here, { storage }).restore()).id).toBe('one')
  })
})

it('two transports with one address share what is stored', async () => {
  const storage = memoryStorage()
  await pageTo(here, { storage }).start({ sessionId: 'one' })
  expect((await pageTo(here, { storage }).restore()).id).toBe('one')
})

describe('the next visitor in the same tab', () => {
  it('sees nothing of what the one before has queued, and the one before finds it again', async () => {
    const storage = memoryStorage()
    const ann = openPage({ storage, visitor: 'ann' })
    const session = await ann.start({ sessionId: 'of-ann' })
    ann.farSide.loses()
    session.sendMessage('from Ann').catch(() => undefined) // its page is gone before it is settled
    await ann.dies()

    const bob = openPage({ storage, visitor: 'bob' })
    expect(await bob.chat.restoreSession()).toBeNull()
    const bobs = await bob.start({ sessionId: 'of-bob' })
    await settle()
    expect([bobs.transcript.length, bob.farSide.texts]).toEqual([0, []])

    const again = openPage({ storage, visitor: 'ann' })
    await again.restore()
    expect(again.farSide.texts).toEqual(['from Ann'])
  })

  it('is told to no server, and not stored in words', async () => {
    const storage = memoryStorage()
    const page = openPage({ storage, visitor: 'user-17' })
    await page.start()
    expect(JSON.stringify([page.farSide.attach, contentsOf(storage)])).not.toContain('user-17')
  })

  it('refuses a visitor that is no text', () => {
    expect(() => openPage({ visitor: 17 as never })).toThrow('createChat visitor: expected a string, got 17')
  })
})

describe('two chats of one page in one place of a storage', () => {
  let places = 0
  const inOnePlace = () => {
    const storage: SessionStorage = { ...memoryStorage(), place: `place ${++places}` }
    const open = (address = here) => pageTo(address, { storage })
    return { open }
  }

  it('are warned of once, when the second opens a session beside the live one of the first', async () => {
    const { open } = inOnePlace()
    const first = open()
    await first.start()
    const second = open()
    await (await second.restore()).detach()
    await second.restore()
    expect(first.logger.warnings).toEqual([])
    expect(second.logger.warnings).toEqual([expect.stringMatching(/^two chats of this page .*place \d/)])
  })

  it('are not warned of when the first has let go', async () => {
    const { open } = inOnePlace()
    const session = await open().start()
    await session.detach()
    const second = open()
    await second.restore()
    expect(second.logger.warnings).toEqual([])
  })

  it('are not warned of when they lead to two servers', async () => {
    const { open } = inOnePlace()
    await open(here).start()
    const second = open(elsewhere)
    await second.start()
    expect(second.logger.warnings).toEqual([])
  })
})
