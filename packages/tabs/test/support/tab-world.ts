import { createChatBackend, type AttachHandler } from '@chat-transport/backend'
import {
  createChat,
  linkedTransport,
  memoryStorage,
  type AttachCommand,
  type Chat,
  type ChatSession,
} from '@chat-transport/core'
import { createFaults, withFaults, type Faults } from '@chat-transport/faults'
import { memoryLink } from '@chat-transport/memory'
import { fakeNetwork, type FakeNetwork } from '../../../core/test/support/fake-network.ts'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { sharedByTabs, type TabsTransport } from '../../src/index.ts'
import { fakeBrowser, type BrowserTab } from './fake-browser.ts'
import { pageTime } from './page-time.ts'

export type TabWorld = ReturnType<typeof tabWorld>

/** `away`: in the back/forward cache. */
type TabState = 'running' | 'away' | 'frozen' | 'gone'

/** One tab, and what may become of it. */
export interface WorldTab {
  readonly name: string
  readonly page: BrowserTab
  readonly network: FakeNetwork
  readonly faults: Faults
  readonly transport: TabsTransport
  readonly chat: Chat
  session: ChatSession
  readonly state: TabState
  open(): ChatSession
  /** What it shows of what has been said: the texts that the server has, in order. */
  shown(): string[]
  /** The texts that it shows as not sent. */
  failed(): string[]
  cut(): void
  hide(): void
  show(): void
  crash(): void
  putAway(): void
  comeBack(): void
  /** Its code stops in the middle of whatever it does. */
  freeze(): void
  thaw(): void
}

export interface TabWorldOptions {
  readonly random?: () => number
  /** Told each step of each tab, to look into a history. */
  readonly log?: (line: string) => void
}

/** A browser with tabs over one storage, and a server that counts its lines. */
export function tabWorld({ random, log }: TabWorldOptions = {}) {
  let seed = 7
  const clock = fakeClock({ random: random ?? (() => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647) })
  const backend = createChatBackend({ clock })
  const browser = fakeBrowser(clock)
  const storage = memoryStorage()
  const kept = new Map<string, string>()
  const pageStorage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  }
  const attaches: AttachCommand[] = []
  const counting: AttachHandler = {
    attach(attach, line) {
      attaches.push(attach as AttachCommand)
      return backend.attach(attach, line)
    },
  }
  const tabs: WorldTab[] = []

  const openTab = (): WorldTab => {
    const name = `T${tabs.length + 1}`
    const page = browser.openTab()
    const network = fakeNetwork()
    const faults = createFaults({ clock })
    const time = pageTime(clock)
    const at = (level: string) => (text: string) => log?.(`${clock.monotonic()} ${name} ${level} ${text}`)
    const logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
    let state: TabState = 'running'
    const line = linkedTransport({
      name: 'memory',
      open: withFaults(memoryLink(counting, { clock }), faults),
      clock: time.clock,
      network,
    })
    const transport = sharedByTabs(line, {
      name: 'shop',
      storage: pageStorage,
      ...page,
      clock: time.clock,
      network,
      logger,
    })
    const chat = createChat({ transport, clock: time.clock, network, storage, logger })
    const stop = () => {
      time.stop()
      page.freeze()
      faults.cut()
      faults.set({ refuse: true })
    }
    const goOn = () => {
      state = 'running'
      faults.set({ refuse: false })
      page.thaw()
      time.goOn()
    }
    const tab: WorldTab = {
      name,
      page,
      network,
      faults,
      transport,
      chat,
      session: undefined as unknown as ChatSession,
      get state() {
        return state
      },
      open(): ChatSession {
        return (tab.session = chat.openSession({ nickname: 'Ada' }))
      },
      shown: () =>
        tab.session.transcript
          .filter(({ delivery }) => delivery === 'sent')
          .flatMap(({ event }) =>
            event?.type === 'EventMessage' ? [Reflect.get(event.content, 'text') as string] : [],
          ),
      failed: () =>
        tab.session.transcript
          .filter(({ delivery }) => delivery === 'failed')
          .map(({ command }) =>
            command?.type === 'SendMessage' ? (Reflect.get(command.content, 'text') as string) : '',
          ),
      cut: () => faults.cut(),
      hide() {
        network.hidden = true
      },
      show: () => network.show(),
      crash() {
        stop()
        state = 'gone'
        page.crash()
      },
      putAway() {
        network.say('pagehide')
        stop()
        state = 'away'
      },
      comeBack() {
        goOn()
        network.say('pageshow-persisted')
      },
      freeze() {
        stop()
        state = 'frozen'
      },
      thaw: goOn,
    }
    tabs.push(tab)
    return tab
  }

  return {
    clock,
    backend,
    browser,
    attaches,
    tabs,
    openTab,
    /** Opens so many tabs, one after the other. */
    async openTabs(count: number): Promise<WorldTab[]> {
      const opened: WorldTab[] = []
      for (let index = 0; index < count; index++) {
        const tab = openTab()
        tab.open()
        opened.push(tab)
        await clock.advance(100)
      }
      return opened
    },
    /** The tabs that run and lead. */
    leaders: () => tabs.filter(({ transport, state }) => state === 'running' && transport.leads),
    openLines: () => tabs.reduce((sum, { faults, state }) => sum + (state === 'gone' ? 0 : faults.openLines), 0),
    /** The texts that the server has of all sessions, in order. */
    async atServer() {
      const transcripts = await Promise.all(backend.sessions().map((session) => session.transcript()))
      return transcripts
        .flat()
        .flatMap((event) => (event.type === 'EventMessage' ? [Reflect.get(event.content, 'text') as string] : []))
    },
  }
}
