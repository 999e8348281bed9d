import { type Chat, type ChatOptions, createChat, type SessionStorage } from '@chat-transport/core'
import { memoryTransport, type MemoryTransport } from '@chat-transport/memory'
import { sharedByTabs } from '@chat-transport/tabs'
import { onTestFinished } from 'vitest'
import { fakeNetwork } from '../../../core/test/support/fake-network.ts'
import { sharedStorage } from '../../../core/test/support/shared-storage.ts'
import { fakeBrowser } from '../../../tabs/test/support/fake-browser.ts'
import { fakeStorage, type FakeLocalStorage } from '../../../tabs/test/support/fake-local-storage.ts'
import { fakeClock, type FakeClock } from '../../../../test/support/fake-clock.ts'
import { widgetTabs } from '../../src/connect/widget-tabs.ts'
import { createWidgetModel, type WidgetModel } from '../../src/model/widget-model.ts'
import type { WidgetModelOptions } from '../../src/model/widget-model-options.ts'

export type TabOptions = Omit<WidgetModelOptions, 'chat' | 'clock' | 'tabs'>

/** One tab of a site, with a widget. */
export interface WidgetTab {
  readonly model: WidgetModel
  /** As the page has it. */
  readonly chat: Chat
  /** The messages for which it has called. */
  readonly calls: readonly string[]
  /** The visitor goes to another tab, and comes back. */
  hide(): void
  show(): void
  /** The browser freezes it, or keeps it to go back to: it hears nothing until it comes back. */
  putAway(): void
  comesBack(how: 'visible' | 'pageshow-persisted'): void
  /** The visitor closes it. */
  close(): void
}

/** A browser in which a site is open in tabs, and the far side of its chat. */
export interface WidgetBrowser {
  readonly far: MemoryTransport['far']
  readonly transport: MemoryTransport
  readonly clock: FakeClock
  /** What the site has in `localStorage`, but for the chat. */
  readonly localStorage: FakeLocalStorage
  /** How long a lock stays held after its tab is gone. */
  holdLocksFor(ms: number): void
  readonly pass: (ms: number) => Promise<void>
  openTab(options?: TabOptions): Promise<WidgetTab>
}

/** `files`: what loads their sending. */
export interface BrowserOptions {
  readonly files?: ChatOptions['files']
}

export function openBrowser({ files }: BrowserOptions = {}): WidgetBrowser {
  let seed = 7
  const clock = fakeClock({ random: () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647 }) // Each tab has a name.
  const transport = memoryTransport({ clock })
  onTestFinished(() => transport.backend.close())
  const browser = fakeBrowser(clock)
  const storage = sharedStorage({ tells: true })
  const localStorage = fakeStorage()

  const openTab = (options: TabOptions) => {
    const page = browser.openTab()
    const network = fakeNetwork()
    const { locks, openChannel } = page
    const hearing = createHearing(storage, localStorage)
    const environment = { clock, network }
    const shared = sharedByTabs(transport, { ...environment, name: 'shop', storage: localStorage, locks, openChannel })
    const chat = createChat({ ...environment, transport: shared, storage: hearing.storage, ...(files && { files }) })
    const tabs = widgetTabs(shared, { network, storage: hearing.localStorage })
    const model = createWidgetModel({ request: { nickname: 'Ada' }, ...options, chat, clock, tabs })
    const calls: string[] = []
    model.on('attention', ({ content }) => calls.push(String(Reflect.get(content, 'text'))))
    onTestFinished(() => model.destroy())
    return {
      model,
      chat,
      calls,
      hide() {
        network.hidden = true
        model.setVisible(false)
      },
      show() {
        network.show()
        model.setVisible(true)
      },
      putAway: hearing.stop,
      comesBack(how: 'visible' | 'pageshow-persisted') {
        hearing.goOn()
        network.say(how)
      },
      close() {
        network.say('pagehide')
        page.crash()
        model.destroy()
      },
    }
  }
  return {
    far: transport.far,
    transport,
    clock,
    localStorage,
    holdLocksFor: (ms) => void (browser.releaseMs = ms),
    pass: clock.advance,
    async openTab(options = {}) {
      const tab = openTab(options)
      await clock.advance(100)
      return tab
    },
  }
}

/** What one tab sees of what all have stored: while it is put away, what it saw last, and nobody tells it of a change. */
function createHearing(storage: SessionStorage, localStorage: FakeLocalStorage) {
  let seen: ReadonlyMap<string, string> | undefined
  return {
    storage: {
      ...storage,
      onChange: (listener: () => void) => storage.onChange?.(() => seen ?? listener()) ?? (() => undefined),
    },
    localStorage: {
      ...localStorage,
      getItem: (key: string) => (seen ? (seen.get(key) ?? null) : localStorage.getItem(key)),
    },
    stop: () => void (seen = new Map(localStorage.kept)),
    goOn: () => void (seen = undefined),
  }
}

/** Two tabs in which a visitor has said hello and got an answer; the second is in front, and neither window is open. */
export async function openTwoTalkingTabs(
  options: BrowserOptions = {},
): Promise<WidgetBrowser & { readonly first: WidgetTab; readonly second: WidgetTab }> {
  const browser = openBrowser(options)
  const first = await browser.openTab()
  first.model.setDraft('Hello')
  first.model.send()
  await browser.pass(100)
  first.hide()
  const second = await browser.openTab()
  await browser.pass(3_000) // It leads.
  await browser.far.say('Hi Ada')
  await browser.pass(3_000)
  return { ...browser, first, second }
}
