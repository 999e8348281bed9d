import { describe, expect, it, vi } from 'vitest'
import { settle } from '../../../test/support/fake-clock.ts'
import { deferred } from '../src/platform/deferred.ts'
import { type ChatOptions, type ChatTransport, memoryStorage, type SignedOut } from '../src/index.ts'
import { openPage, outcomeOf } from './support/open-chat.ts'
import { scriptedTransport } from './support/scripted-transport.ts'

async function signedInPage(options: Partial<ChatOptions> = {}) {
  const page = openPage(options)
  const session = await page.start()
  const told: SignedOut[] = []
  page.chat.onSignedOut((event) => void told.push(event))
  return { page, session, told }
}

describe('signing out', () => {
  it('is one, also when it is asked for twice', async () => {
    const { page, told } = await signedInPage()
    await Promise.all([page.chat.signOut(), page.chat.signOut()])
    expect(told).toEqual([{ inThisPage: true }])
    await page.chat.signOut()
    expect(told).toHaveLength(2)
  })

  it('is told as soon as nothing is stored, however long the files take', async () => {
    const files = deferred<never>()
    const { page, told } = await signedInPage({ files: () => files.promise })
    const signedOut = outcomeOf(page.chat.signOut())
    await page.clock.advance(300)
    expect([told, signedOut.state, page.storage.keys()]).toEqual([[{ inThisPage: true }], 'pending', []])
    files.reject(new Error('no network'))
    await settle()
    expect(signedOut.value).toMatchObject({ message: 'no network' })
  })

  it('ends the next chat, too, while the files of the first are still being forgotten', async () => {
    const files = deferred<never>()
    const { page, told } = await signedInPage({ files: () => files.promise })
    const first = outcomeOf(page.chat.signOut())
    await settle()
    const session = await page.start({ sessionId: 's2' })
    const second = outcomeOf(page.chat.signOut())
    await page.clock.advance(300)
    expect([session.status, told.length, page.storage.keys()]).toEqual(['closed', 2, []])
    files.reject(new Error('no network'))
    await settle()
    expect([first.state, second.state]).toEqual(['rejected', 'rejected'])
  })

  it('is told, and forgets files, though the transport fails to forget, which is logged', async () => {
    const transport: ChatTransport = Object.assign(scriptedTransport(), {
      forget() {
        throw new Error('unable to forget')
      },
    })
    const forgetFiles = vi.fn()
    const { page, told } = await signedInPage({ transport, files: async () => ({ forgetFiles }) as never })
    await page.chat.signOut()
    expect(told).toEqual([{ inThisPage: true }])
    expect(forgetFiles).toHaveBeenCalledOnce()
    expect(page.logger.warnings).toEqual(['transport.forget() failed Error: unable to forget'])
  })

  it('leaves nothing of a storage that also names keys which are no texts', async () => {
    const memory = memoryStorage()
    const storage = { ...memory, keys: () => [42, ...(memory.keys() as string[])] as string[] }
    const { page, session } = await signedInPage({ storage })
    page.farSide.loses()
    session.sendMessage('private').catch(() => undefined)
    await settle()
    await page.chat.signOut()
    expect(memory.keys()).toEqual([])
    expect(page.logger.warnings).toEqual(['storage holds what cannot be used key: expected a string, got 42'])
  })
})
