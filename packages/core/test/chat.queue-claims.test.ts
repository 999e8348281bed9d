import { describe, expect, it } from 'vitest'
import { settle } from '../../../test/support/fake-clock.ts'
import { memoryStorage } from '../src/index.ts'
import { openPage } from './support/open-chat.ts'
import { cat, scriptedFiles, uploads } from './support/scripted-files.ts'
import { scriptedTransport } from './support/scripted-transport.ts'

/** A page whose transport cannot claim queues until it is `mended`. */
function openFailingPage(storage = memoryStorage(), options: Parameters<typeof openPage>[0] = {}) {
  let isMended = false
  const claimQueues = async (keys: readonly string[]) => {
    if (isMended) return keys
    throw new Error('no locks')
  }
  const page = openPage({ ...options, storage, transport: Object.assign(scriptedTransport(), { claimQueues }) })
  return Object.assign(page, { mend: () => void (isMended = true) })
}

/** What an earlier page has left: a session, and a message that was not sent. */
async function storedQueue() {
  const storage = memoryStorage()
  const earlier = openPage({ storage })
  const session = await earlier.start()
  earlier.farSide.loses()
  void session.sendMessage('left behind')
  await earlier.dies()
  return storage
}

describe('a transport that cannot claim queues', () => {
  it('keeps no chat from being started, and is warned of once', async () => {
    const page = openFailingPage()
    const session = await page.start()
    void session.sendMessage('hello')
    await settle()
    expect(page.farSide.texts).toEqual(['hello'])
    expect(page.logger.warnings).toEqual([expect.stringContaining('claimQueues() failed')])
  })

  it('keeps no chat from being opened at once', async () => {
    const page = openFailingPage()
    void page.chat.openSession().sendMessage('hello')
    await settle()
    page.farSide.open()
    await settle()
    expect(page.farSide.texts).toEqual(['hello'])
  })

  it('keeps no file from being sent', async () => {
    const { files, loads, asked, hosts } = scriptedFiles()
    const page = openFailingPage(memoryStorage(), { files })
    const session = await page.start({ uploads })
    void session.sendFile(cat())
    loads[0]?.succeeds()
    await settle()
    expect(await hosts[0]?.claim(['file.one'])).toEqual([])
    asked[0]?.arrives()
    await settle()
    expect(page.farSide.received).toHaveLength(1)
  })

  it('loses nothing: what an earlier page has left is sent on the first line for which it can', async () => {
    const page = openFailingPage(await storedQueue())
    await page.restore()
    await settle()
    expect(page.farSide.texts).toEqual([])
    page.farSide.loses()
    page.mend()
    page.farSide.open()
    await settle()
    expect(page.farSide.texts).toEqual(['left behind'])
  })
})
