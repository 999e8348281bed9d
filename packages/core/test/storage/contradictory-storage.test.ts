import { describe, expect, it } from 'vitest'
import { memoryStorage, type SessionStorage } from '../../src/index.ts'
import { openPage } from '../support/open-chat.ts'
import { scriptedTransport } from '../support/scripted-transport.ts'

/** What the last page has left: a live chat, in a storage that takes nothing from then on, and says so to nobody. */
async function ignoringWrites(): Promise<SessionStorage> {
  const memory = memoryStorage()
  const before = openPage({ storage: memory })
  await before.start({ sessionId: 's1' })
  await before.dies()
  return { ...memory, save: () => undefined, remove: () => undefined }
}

/** Each read of the session shows the other thing: a chat of another page, or none. */
function alternating(): SessionStorage {
  const memory = memoryStorage()
  const other = { state: 'open', sessionId: 'other', secret: 'x'.repeat(43), position: 0 }
  let reads = 0
  return { ...memory, load: (key) => (key === 'session' && reads++ % 2 ? other : undefined) }
}

describe('a storage that ignores what is written', () => {
  it('does not bring back the chat that this page has left: startSession() starts another', async () => {
    const page = openPage({ storage: await ignoringWrites(), transport: scriptedTransport(['LeaveSession']) })
    const starting = page.chat.startSession()
    await page.clock.advance(1_000)
    expect(page.farSide.attach).toMatchObject({ type: 'StartSession' })
    page.farSide.open({ sessionId: 's2' })
    expect((await starting).id).toBe('s2')
  })
})

describe('a storage that shows another thing at each read', () => {
  it('does not keep startSession() from starting', async () => {
    const page = openPage({ storage: alternating(), transport: scriptedTransport(['LeaveSession']) })
    const starting = page.chat.startSession()
    await page.clock.advance(1_000)
    expect(page.farSide.attach).toMatchObject({ type: 'StartSession' })
    page.farSide.open({ sessionId: 's2' })
    expect((await starting).id).toBe('s2')
  })
})
