import { expect, it } from 'vitest'
import { tabWorld } from './support/tab-world.ts'

const pageKey = 'chat-transport:1:shop:page'

/** A browser whose tabs hear what another has changed in their storage, a moment later: meanwhile the next one may lead. */
function hearingWorld() {
  const world = tabWorld()
  const { storage } = world.home
  const listeners = new Set<() => void>()
  const changed = () => {
    for (const listener of listeners) world.clock.after(50, listener)
  }
  const heard: typeof storage = {
    ...storage,
    save(key, value) {
      void storage.save(key, value)
      changed()
    },
    remove(key) {
      void storage.remove(key)
      changed()
    },
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
  return { ...world, home: { ...world.home, storage: heard } }
}

it('nothing is kept of the page that the browser was to the server, whichever tab the visitor signs out in', async () => {
  for (const place of [0, 2]) {
    const { openTab, home, clock, server, leaders } = hearingWorld()
    const tabs = [0, 1, 2].map(() => openTab({ home }))
    for (const tab of tabs) {
      tab.open()
      await clock.advance(100)
    }
    expect(home.pageStorage.getItem(pageKey)).toMatch(/./)
    await tabs[place]?.chat.signOut()
    await clock.advance(5000)
    expect(tabs.map(({ session }) => session.status)).toEqual(['closed', 'closed', 'closed'])
    expect(home.pageStorage.getItem(pageKey)).toBe(null)

    tabs[1]?.open()
    await clock.advance(500)
    expect([tabs[1]?.session.status, leaders()]).toEqual(['connected', [tabs[1]]])
    expect(new Set(server.attaches.map(({ pageId }) => pageId)).size).toBe(2)
  }
})

it('also where it is the only tab', async () => {
  const { openTabs, home, clock } = tabWorld()
  const [tab] = await openTabs(1)
  await tab?.chat.signOut()
  await clock.advance(500)
  expect(home.pageStorage.getItem(pageKey)).toBe(null)
})

it('a storage that refuses to remove it hinders no sign-out', async () => {
  const { openTabs, clock } = tabWorld()
  const storage = {
    getItem: () => null,
    setItem: () => undefined,
    removeItem() {
      throw new DOMException('blocked', 'SecurityError')
    },
  }
  const [tab] = await openTabs(1, { tabs: { storage } })
  await tab?.chat.signOut()
  await clock.advance(500)
  expect(tab?.session.status).toBe('closed')
})
