import { memorySessionStore, type SessionStore } from '@chat-transport/backend'
import { memoryStorage } from '@chat-transport/core'
import { describe, expect, test } from 'vitest'
import { eventually } from '../support/deadline.ts'
import { servePages, transports, type Setup } from './support/serve-pages.ts'
import { logSession } from './support/session-log.ts'
import { textsOf } from './support/transcript-texts.ts'

/** The next restore waits at `pass` until it is let go. */
function heldRestore() {
  let state: 'open' | 'closed' | 'held' = 'open'
  let letGo = () => undefined as void
  return {
    get isHeld() {
      return state === 'held'
    },
    close: () => void (state = 'closed'),
    letGo: () => letGo(),
    async pass() {
      if (state !== 'closed') return
      state = 'held'
      await new Promise<void>((resolve) => (letGo = resolve))
    },
  }
}

describe.each(transports)('over %s, a visitor reloads while an answer is slow to come', (transport) => {
  async function reloadAgainst({ server, openPage }: Setup, held: ReturnType<typeof heldRestore>, restart: boolean) {
    const storage = memoryStorage()
    const first = await openPage({ storage })
    await first.chat.startSession()
    await first.unload()
    if (restart) await server.restart()
    held.close()
    const pageA = await openPage({ storage })
    pageA.chat.restoreSession().catch(() => undefined) // the page is gone before it is answered
    await eventually(() => held.isHeld)
    await pageA.unload()
    const session = await (await openPage({ storage })).chat.restoreSession()
    if (!session) throw new Error('nothing was restored')
    const log = logSession(session)

    held.letGo()

    await session.sendMessage('still here')
    expect(session.status).toBe('connected')
    expect(log.errors).toEqual([])
    expect(textsOf(await (await server.waitForSession()).transcript())).toEqual(['still here'])
  }

  test('from the store: the new page keeps the session', async () => {
    const held = heldRestore()
    const store = memorySessionStore()
    const find: SessionStore['find'] = async (sessionId) => {
      await held.pass()
      return store.find(sessionId)
    }
    await reloadAgainst(await servePages(transport, { store: { ...store, find } }), held, true)
  })

  test('from the authentication hook: the new page keeps the session', async () => {
    const held = heldRestore()
    const authenticate = ({ type }: { type: string }) => (type === 'RestoreSession' ? held.pass() : undefined)
    await reloadAgainst(await servePages(transport, { authenticate }), held, false)
  })
})
