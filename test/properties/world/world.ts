import type { SessionStore, AttachHandler } from '@chat-transport/backend'
import type { Clock, OpenLink, SessionStorage } from '@chat-transport/core'
import { fakeClock, type FakeClock } from '../../support/fake-clock.ts'
import { chance } from './chance.ts'
import { createObserver } from './observer.ts'
import { createFarSide, type FarSide } from './far-side.ts'
import { createLogin, type Login } from './login.ts'
import { createNetwork, type Network } from './network.ts'
import { createPage, type Page } from './page.ts'
import { createTabStorage, type TabStorage } from './tab-storage.ts'

/** Wrappers of parts of the product that break a rule. */
export interface Alterations {
  readonly store?: (store: SessionStore) => SessionStore
  readonly attachHandler?: (attachHandler: AttachHandler, clock: Clock) => AttachHandler
  readonly link?: (open: OpenLink) => OpenLink
  readonly storage?: (storage: SessionStorage) => SessionStorage
  readonly interruptionTimeoutMs?: number
  readonly credentials?: (credentials: Login['credentials']) => Login['credentials']
}

/** One visitor's browser, the network, and the server. */
export interface World {
  readonly clock: FakeClock
  readonly farSide: FarSide
  readonly network: Network
  readonly login: Login
  /** All pages, also those that are gone, in order. */
  readonly pages: readonly Page[]
  /** The pages that are not gone. */
  readonly livingPages: readonly Page[]
  readonly storages: readonly TabStorage[]
  /** The mistakes noticed as they happened. */
  readonly wrongs: readonly string[]
  /** The number of sessions that the visitor has asked for. */
  readonly startsAnew: number
  /** Opens a page over a tab's storage, or in a new tab. */
  openPage(storage?: TabStorage, begin?: (page: Page) => void): Page
  duplicate(page: Page): Page
  /** The machine sleeps, or its clock is set. A negative number sets it back. */
  jump(ms: number): void
}

/** Long after 1970, so that a clock can be set back. */
const startAt = Date.UTC(2026, 0)

export function createWorld(seed: number, alter: Alterations = {}): World {
  const clock = fakeClock({ startAt, random: chance(seed) })
  const login = createLogin(clock)
  const farSide = createFarSide({
    clock,
    login,
    ...(alter.store && { alterStore: alter.store }),
    ...(alter.attachHandler && { alterAttachHandler: alter.attachHandler }),
  })
  const network = createNetwork(clock, farSide.attachHandler)
  const pages: Page[] = []
  const storages: TabStorage[] = []
  const wrongs: string[] = []
  let startsAnew = 0
  let sleptMs = 0

  const newStorage = (from?: TabStorage) => {
    const name = `tab ${storages.length + 1}`
    const storage = from?.copy(name) ?? createTabStorage(name)
    storages.push(storage)
    return storage
  }
  const nowMs = () => clock.monotonic() + sleptMs
  const observer = createObserver(farSide, (what) => void wrongs.push(what))
  const world: World = {
    clock,
    farSide,
    network,
    login,
    pages,
    get livingPages() {
      return pages.filter(({ life }) => life.state !== 'gone')
    },
    storages,
    wrongs,
    get startsAnew() {
      return startsAnew
    },
    openPage(storage = newStorage(), begin = (page) => page.open()) {
      const page: Page = createPage({
        name: `P${pages.length + 1}`,
        storage,
        clock,
        network,
        nowMs,
        contenders: () =>
          world.livingPages.filter((other) => other !== page && other.storage === storage && other.opening).length,
        startsAnew: () => startsAnew++,
        heard: observer.heard,
        credentials: alter.credentials?.(login.credentials) ?? login.credentials,
        answered: (attach, result) => observer.answered(page, attach, result),
        ...(alter.link && { alterLink: alter.link }),
        ...(alter.storage && { alterStorage: alter.storage }),
        ...(alter.interruptionTimeoutMs !== undefined && { interruptionTimeoutMs: alter.interruptionTimeoutMs }),
      })
      pages.push(page)
      begin(page)
      return page
    },
    duplicate: (page) => world.openPage(newStorage(page.storage)),
    jump(ms) {
      clock.jumpWallClock(ms)
      sleptMs += Math.max(0, ms)
    },
  }
  return world
}
