import { createChatBackend, type AttachHandler } from '@chat-transport/backend'
import { createChat, linkedTransport, memoryStorage, type ChatSession, type SessionStorage } from '@chat-transport/core'
import { createFaults, withFaults } from '@chat-transport/faults'
import { memoryLink } from '@chat-transport/memory'
import { fakeNetwork } from '../../../core/test/support/fake-network.ts'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { sharedByTabs } from '../../src/index.ts'
import { fakeBrowser } from './fake-browser.ts'

/** A browser with tabs over one storage, and a server that counts its lines. */
export function tabWorld({ random }: { readonly random?: () => number } = {}) {
  let seed = 7
  const clock = fakeClock({ random: random ?? (() => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647) })
  const backend = createChatBackend({ clock })
  const browser = fakeBrowser(clock)
  const storage = memoryStorage()
  const attaches: { readonly take: boolean; readonly pageId: string; readonly type: string }[] = []
  const counting: AttachHandler = {
    attach(attach, line) {
      attaches.push(attach as never)
      return backend.attach(attach, line)
    },
  }
  const tabs: Tab[] = []

  const openTab = (shared: SessionStorage = storage) => {
    const name = `T${tabs.length + 1}`
    const page = browser.openTab()
    const network = fakeNetwork()
    const faults = createFaults({ clock })
    let isGone = false
    const pageClock = { ...clock, after: (ms: number, run: () => void) => clock.after(ms, () => isGone || run()) }
    const line = linkedTransport({
      name: 'memory',
      open: withFaults(memoryLink(counting, { clock: pageClock }), faults),
      clock: pageClock,
      network,
    })
    const transport = sharedByTabs(line, { name: 'shop', ...page, clock: pageClock, network })
    const chat = createChat({ transport, clock: pageClock, network, storage: shared })
    const tab = {
      name,
      page,
      network,
      faults,
      transport,
      chat,
      session: undefined as unknown as ChatSession,
      open(): ChatSession {
        return (tab.session = chat.openSession({ nickname: 'Ada' }))
      },
      /** What it shows of what has been said: the texts that the server has, in order. */
      shown: () =>
        tab.session.transcript
          .filter(({ delivery }) => delivery === 'sent')
          .flatMap(({ event }) =>
            event?.type === 'EventMessage' ? [Reflect.get(event.content, 'text') as string] : [],
          ),
      crash() {
        isGone = true
        page.crash()
        faults.cut()
        faults.set({ refuse: true })
      },
    }
    tabs.push(tab)
    return tab
  }
  type Tab = ReturnType<typeof openTab>

  return {
    clock,
    backend,
    browser,
    storage,
    attaches,
    tabs,
    openTab,
    /** Opens so many tabs, one after the other. */
    async openTabs(count: number): Promise<Tab[]> {
      const opened: Tab[] = []
      for (let index = 0; index < count; index++) {
        const tab = openTab()
        tab.open()
        opened.push(tab)
        await clock.advance(100)
      }
      return opened
    },
    leaders: () => tabs.filter(({ transport }) => transport.leads),
    openLines: () => tabs.reduce((sum, { faults }) => sum + faults.openLines, 0),
  }
}
