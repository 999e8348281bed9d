import type { ChatBackendOptions } from '@chat-transport/backend'
import type { SessionStorage } from '@chat-transport/core'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { fakeBrowser } from './fake-browser.ts'
import { tabServer } from './tab-server.ts'
import { openWorldTab, type TabHome, type WorldTab, type WorldTabOptions } from './world-tab.ts'

export type { WorldTab } from './world-tab.ts'
export type TabWorld = ReturnType<typeof tabWorld>

export interface TabWorldOptions {
  readonly random?: () => number
  /** Told each step of each tab, to look into a history. */
  readonly log?: (line: string) => void
  readonly server?: Partial<ChatBackendOptions>
}

/** What a browser keeps for a site, and a copy of it. */
interface KeptStorage extends SessionStorage {
  readonly values: Map<string, string>
}
function keptStorage(values = new Map<string, string>()): KeptStorage {
  return {
    values,
    load: (key) => (values.has(key) ? JSON.parse(values.get(key) ?? '') : undefined),
    save: (key, value) => void values.set(key, JSON.stringify(value)),
    remove: (key) => void values.delete(key),
    keys: () => [...values.keys()],
  }
}

/** A browser with tabs over one storage, and a server that counts its lines. */
export function tabWorld({ random, log, server: serverOptions }: TabWorldOptions = {}) {
  let seed = 7
  const clock = fakeClock({ random: random ?? (() => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647) })
  const server = tabServer(clock, serverOptions)
  const tabs: WorldTab[] = []

  const newHome = (storage = keptStorage(), browser = fakeBrowser(clock), page = new Map<string, string>()) => ({
    browser,
    storage,
    pageStorage: {
      getItem: (key: string) => page.get(key) ?? null,
      setItem: (key: string, value: string) => void page.set(key, value),
      removeItem: (key: string) => void page.delete(key),
    },
  })
  const home = newHome()

  const openTab = (options: WorldTabOptions & { readonly home?: TabHome } = {}): WorldTab => {
    const tab = openWorldTab({ home, ...options, name: `T${tabs.length + 1}`, clock, server, log })
    tabs.push(tab)
    return tab
  }
  const isIn = (place: TabHome) => (tab: WorldTab) => tab.home.browser === place.browser

  return {
    clock,
    server,
    home,
    browser: home.browser,
    tabs,
    openTab,
    /** Opens so many tabs, one after the other. */
    async openTabs(count: number, options: WorldTabOptions = {}): Promise<WorldTab[]> {
      const opened: WorldTab[] = []
      for (let index = 0; index < count; index++) {
        const tab = openTab(options)
        tab.open()
        opened.push(tab)
        await clock.advance(100)
      }
      return opened
    },
    /** Another browser, with a copy of what this one has stored. */
    otherBrowser: () => newHome(keptStorage(new Map(home.storage.values))),
    /** In the same browser, with a storage of the tab's own: as `sessionStorage` is copied when a tab is duplicated. */
    ownStorage: (of: { readonly storage: SessionStorage } = { storage: keptStorage() }) => ({
      ...home,
      storage: keptStorage(new Map((of.storage as KeptStorage).values)),
    }),
    /** Whether a text is in what a browser has stored. */
    isStored: (text: string, { storage }: TabHome) =>
      [...(storage as KeptStorage).values.values()].some((value) => value.includes(JSON.stringify(text))),
    /** The tabs that run and lead. */
    leaders: (place: TabHome = home) =>
      tabs.filter(isIn(place)).filter(({ transport, state }) => state === 'running' && transport.leads),
    openLines: (place: TabHome = home) =>
      tabs.filter(isIn(place)).reduce((sum, { faults, state }) => sum + (state === 'gone' ? 0 : faults.openLines), 0),
  }
}
