import { defineConformanceTests, type Harness } from '@chat-transport/conformance'
import { linkedTransport, systemClock, type ChatTransport, type NetworkStatus } from '@chat-transport/core'
import { sharedByTabs } from '@chat-transport/tabs'
import { afterAll, describe, it } from 'vitest'
import { createTabTransport } from '../../packages/tabs/src/tab-transport.ts'
import { checkedTabsSettings } from '../../packages/tabs/src/tabs-options.ts'
import { type BrowserTab, fakeBrowser } from '../../packages/tabs/test/support/fake-browser.ts'
import { deadlineMs } from './support/conforms-in-node.ts'
import { startMemoryFarSide } from './support/memory-far-side.ts'

type CreateTransport = NonNullable<Harness['createTransport']>

const { open, far, close } = startMemoryFarSide()
afterAll(close)

/** What is otherwise by design. Each has to fail, so that nothing stays here that need not. */
const otherwise: Readonly<Record<string, string>> = {
  'T3/attached': 'a tab attaches to the leader, whose attach to the server has another id',
  'T15/after-an-outage': 'as above: the answers that a page is handed name its own attaches',
  'T15/lost-under-way': 'as above',
  'T11/lost-before-the-event': 'S7: what the server has accepted is not written again, whichever tab says it again',
  'T11/lost-twice': 'as above',
  'T5/living-line-pagehide-pageshow-visible': 'S5: the line is given up in pagehide',
}
/** The same for a tab that follows. */
const otherwiseFollowing: typeof otherwise = {
  ...otherwise,
  'T16/page-shown-again': 'S6: the line of the leader lives, so the browser has the session already',
  'T16/page-shown-again-twice': 'as above',
}
const runnerFor = (failing: typeof otherwise) => ({
  describe,
  it: (name: string, run: () => unknown, timeoutMs: number) =>
    (name.split(':')[0] ?? '') in failing ? it.fails(name, run as never, timeoutMs) : it(name, run as never, timeoutMs),
})

/** What a transport is told that is also for the tabs which share it, and the part of the browser that they use. */
const forTabs = (
  { retryDelayMs: _ofTheLine, ...shared }: Parameters<CreateTransport>[0],
  { locks, openChannel }: BrowserTab,
) => ({ ...shared, locks, openChannel })

const leading: CreateTransport = (options) =>
  sharedByTabs(
    linkedTransport({ name: 'memory', open, ...options }),
    forTabs(options, fakeBrowser(systemClock).openTab()),
  )

/** Another tab leads, and has no chat of its own. */
const following: CreateTransport = (options) => {
  const browser = Object.assign(fakeBrowser(systemClock), { delayMs: 0 })
  const line = linkedTransport({ name: 'memory', open, ...options, network: ofAnotherPage(options.network) })
  const network = { online: true, subscribe: () => () => undefined }
  const other = browser.openTab()
  const settings = checkedTabsSettings(line, forTabs({ ...options, network }, other))
  createTabTransport(line, { ...settings, ...other }).tab.use()
  return sharedByTabs(noLine, { ...forTabs(options, browser.openTab()), name: 'memory' })
}
/** The network is that of both pages; only one of them comes out of the back/forward cache. */
const ofAnotherPage = (network: NetworkStatus): NetworkStatus => ({
  get online() {
    return network.online
  },
  subscribe: (listener) => network.subscribe((change) => change !== 'pageshow-persisted' && listener(change)),
})
const noLine: ChatTransport = {
  name: 'memory',
  connect() {
    throw new Error('a tab that follows opened a line of its own')
  },
}

defineConformanceTests(
  { name: 'shared by tabs: the tab that leads', far, createTransport: leading },
  runnerFor(otherwise),
  {
    deadlineMs,
  },
)
defineConformanceTests(
  { name: 'shared by tabs: a tab that follows', far, createTransport: following },
  runnerFor(otherwiseFollowing),
  {
    deadlineMs,
  },
)
