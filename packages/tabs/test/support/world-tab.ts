import {
  createChat,
  linkedTransport,
  type Chat,
  type ChatError,
  type ChatOptions,
  type ChatSession,
  type EventError,
  type OpenOptions,
  type SessionStorage,
} from '@chat-transport/core'
import { createFaults, withFaults, type Faults } from '@chat-transport/faults'
import { memoryLink } from '@chat-transport/memory'
import { fakeNetwork, type FakeNetwork } from '../../../core/test/support/fake-network.ts'
import type { FakeClock } from '../../../../test/support/fake-clock.ts'
import { sharedByTabs, type SharedByTabsOptions, type TabStorage, type TabsTransport } from '../../src/index.ts'
import type { BrowserTab, FakeBrowser } from './fake-browser.ts'
import { pageTime } from './page-time.ts'
import type { TabServer } from './tab-server.ts'

/** `away`: in the back/forward cache. `thawing`: it runs again, and has not been told yet what happened meanwhile. */
export type TabState = 'running' | 'away' | 'frozen' | 'thawing' | 'gone'

/** Where a tab is: its browser, and what is stored there. */
export interface TabHome {
  readonly browser: FakeBrowser
  readonly storage: SessionStorage
  readonly pageStorage: TabStorage
}

export interface WorldTabOptions {
  /** What `sharedByTabs` is given besides the home. */
  readonly tabs?: SharedByTabsOptions
  /** What `createChat` is given besides. */
  readonly chat?: Partial<ChatOptions>
}

export interface WorldTabContext extends WorldTabOptions {
  readonly name: string
  readonly home: TabHome
  readonly clock: FakeClock
  readonly server: TabServer
  /** Told each step of the tab. */
  readonly log?: ((line: string) => void) | undefined
}

/** One tab, and what may become of it. */
export interface WorldTab {
  readonly name: string
  readonly home: TabHome
  readonly page: BrowserTab
  readonly network: FakeNetwork
  readonly faults: Faults
  readonly transport: TabsTransport
  readonly chat: Chat
  readonly session: ChatSession
  readonly state: TabState
  /** What it was warned of. */
  readonly warnings: readonly string[]
  /** The errors that its page was told, and the promises of what it said that were rejected. */
  readonly errors: readonly EventError[]
  readonly rejected: readonly (ChatError | Error)[]
  open(options?: OpenOptions): ChatSession
  say(text: string): void
  /** What it shows of what has been said: the texts that the server has, in order. */
  shown(): string[]
  /** The texts that it shows as not sent, in this session or in those that it had before. */
  failed(): string[]
  /** Those of this session alone. */
  failedNow(): string[]
  /** What it says went wrong: an event that was told twice, or out of order. */
  readonly wrongs: readonly string[]
  /** How far the visitor has read in this tab. */
  readonly readUpTo: number
  markRead(index: number): void
  /** It has a line to the server, on which something passes. */
  hasLiveLine(): boolean
  cut(): void
  /** Nothing passes on its line, and nobody is told. */
  silence(): void
  hide(): void
  show(): void
  crash(): void
  /** The visitor closes it. */
  close(): void
  putAway(): void
  comeBack(): void
  /** Its code stops in the middle of whatever it does. */
  freeze(): void
  /** It hears what happened meanwhile in an order that nobody knows: its timers, messages, locks and line. */
  thaw(): void
}

export function openWorldTab(context: WorldTabContext): WorldTab {
  const { name, home, clock, server } = context
  const page = home.browser.openTab()
  const network = fakeNetwork()
  const faults = createFaults({ clock })
  const time = pageTime(clock, () => network.hidden)
  const warnings: string[] = []
  const at = (level: string) => (text: string) => {
    if (level === 'warn' || level === 'error') warnings.push(text)
    context.log?.(`${clock.monotonic()} ${name} ${level} ${text}`)
  }
  const logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
  let state: TabState = 'running'
  let isSilent = false
  let read = 0
  const options = { clock: time.clock, network }
  const link = memoryLink(server.handler, { clock })
  const line = linkedTransport({
    name: 'memory',
    open: withFaults((...attach) => {
      isSilent = false
      return link(...attach)
    }, faults),
    ...options,
  })
  const { locks, openChannel } = page
  const place = { name: 'shop', storage: home.pageStorage, locks, openChannel }
  const transport = sharedByTabs(line, { ...place, ...options, ...context.tabs })
  const chat = createChat({ transport, ...options, storage: home.storage, logger, ...context.chat })
  const errors: EventError[] = []
  const rejected: Error[] = []
  const wrongs: string[] = []
  const sessions: ChatSession[] = []
  const current = () => sessions.at(-1) as ChatSession

  const open = (options?: OpenOptions) => {
    const session = chat.openSession({ nickname: 'Ada' }, options)
    let last = 0
    read = 0
    session.onError((error) => errors.push(error))
    session.onMessageReceived(({ index }) => {
      if (index <= last) wrongs.push(`${name} was told ${index} after ${last}`)
      last = index
    })
    sessions.push(session)
    return session
  }
  const stop = (next: TabState) => {
    state = next
    time.stop()
    page.freeze()
    faults.silence()
    faults.set({ refuse: true })
  }
  const goOn = (sources: readonly (() => void)[]) => {
    state = 'thawing'
    faults.set({ refuse: false })
    page.run()
    const told = [...sources].sort(() => clock.random() - 0.5)
    const hearNext = () => {
      if (state !== 'thawing') return
      told.shift()?.()
      if (told.length === 0) state = 'running'
      else clock.after(Math.floor(clock.random() * 3), hearNext)
    }
    hearNext()
  }
  const resume = () => {
    isSilent = false
    faults.resume()
  }
  const heard = [time.goOn, page.hearMessages, page.hearLocks, resume]
  const goneFor = (ever: () => void) => {
    ever()
    faults.cut()
    page.crash()
  }
  return {
    name,
    home,
    page,
    network,
    faults,
    transport,
    chat,
    get session() {
      return current()
    },
    get state() {
      return state
    },
    warnings,
    errors,
    rejected,
    wrongs,
    open,
    say: (text) =>
      void current()
        .sendMessage(text)
        .catch((error: Error) => rejected.push(error)),
    shown: () =>
      current().transcript.flatMap(({ event }) =>
        event?.type === 'EventMessage' ? [Reflect.get(event.content, 'text') as string] : [],
      ),
    failed: () => sessions.flatMap(failedIn),
    failedNow: () => failedIn(current()),
    get readUpTo() {
      return read
    },
    markRead(index) {
      read = Math.max(read, index)
      current().markRead(index)
    },
    hasLiveLine: () => state === 'running' && !isSilent && faults.openLines > 0,
    cut: () => faults.cut(),
    silence() {
      isSilent = true
      faults.silence()
    },
    hide: () => void (network.hidden = true),
    show: () => network.show(),
    crash: () => goneFor(() => stop('gone')),
    close() {
      network.say('pagehide')
      goneFor(() => stop('gone'))
    },
    putAway() {
      network.say('pagehide')
      stop('away')
      faults.cut()
    },
    comeBack() {
      goOn(heard)
      network.say('pageshow-persisted')
    },
    freeze: () => stop('frozen'),
    thaw: () => goOn(heard),
  }
}

const failedIn = ({ transcript }: ChatSession): string[] =>
  transcript
    .filter(({ delivery }) => delivery === 'failed')
    .flatMap(({ command }) => (command?.type === 'SendMessage' ? [Reflect.get(command.content, 'text') as string] : []))
