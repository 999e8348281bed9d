import {
  ChatError,
  createChat,
  type ChatOptions,
  linkedTransport,
  type ChatSession,
  type Clock,
  type OpenLink,
  type SessionStorage,
} from '@chat-transport/core'
import { fakeNetwork, type FakeNetwork } from '../../../packages/core/test/support/fake-network.ts'
import { chooseChange, type ChangeChoice } from './changes.ts'
import { markOf } from './marks.ts'
import type { Network, PageEnd, PageWires } from './network.ts'
import { createPageLife, pageClock, type PageLife } from './page-life.ts'
import { recordSession, type RecordOptions, type SessionRecord } from './session-record.ts'
import type { TabStorage } from './tab-storage.ts'

/** How a promise was settled. */
export interface Wait {
  readonly what: string
  outcome: 'pending' | 'resolved' | 'rejected'
  error?: unknown
}
/** One message of a visitor, or one change, as known to the page in which it was asked for. */
export interface Said extends Wait {
  readonly mark: string
  /** Of a change: the session of its message. */
  readonly changes?: string
  /** Why it may be lost with its page. */
  excuse?: string
}

export interface PageOptions {
  readonly name: string
  readonly storage: TabStorage
  readonly clock: Clock
  readonly network: Network
  readonly answered: PageEnd['answered']
  readonly credentials: NonNullable<ChatOptions['credentials']>
  /** A start that does not repeat an earlier one. */
  readonly startsAnew: () => void
  /** How many other pages over the same storage are opening a session too: it is uncertain which of their starts comes first. */
  readonly contenders: () => number
  /** The time that has passed, including sleep of the machine. */
  readonly nowMs: () => number
  readonly heard: (page: Page, told: Parameters<RecordOptions['heard']>[0]) => void
  readonly alterLink?: (open: OpenLink) => OpenLink
  readonly alterStorage?: (storage: SessionStorage) => SessionStorage
  readonly interruptionTimeoutMs?: number
}

/** A page of the visitor: its own chat, over the storage of its tab. */
export interface Page {
  readonly name: string
  readonly storage: TabStorage
  readonly life: PageLife
  readonly wires: PageWires
  readonly browser: FakeNetwork
  readonly session: ChatSession | undefined
  /** Every session object that it received. */
  readonly records: readonly SessionRecord[]
  readonly said: readonly Said[]
  readonly waits: readonly Wait[]
  /** The marks of what a refused restore returned as unsent. */
  readonly unsent: ReadonlySet<string>
  /** How often the visitor has asked for the session in this page. */
  readonly takes: number
  /** Its storage has failed, so it must report `persistent: false`. */
  readonly storageFailed: boolean
  /** It has asked for a session that starts with the first message, and there was none. */
  readonly waitsForMessage: boolean
  /** A start or a restore is in progress. */
  readonly opening: boolean
  /** Restores the stored session, or starts one. Does nothing while one is live. */
  open(): void
  /** Starts a session, whatever is stored. Does nothing while one is live. */
  startAnew(): void
  /** Asks for a session at once: the stored one, or else a new one. Does nothing while one is live. */
  openAtOnce(start: 'now' | 'first-message'): void
  say(): void
  change(choice: ChangeChoice): void
  /** Tells the server who the visitor is now. */
  identify(): void
  type(): void
  leave(): void
  detach(): void
  freeze(): void
  /** Comes out of the back/forward cache. */
  thaw(): void
  /** The page is gone, with or without a `pagehide` before. */
  vanish(how: 'hidden first' | 'without a word'): void
}

export function createPage(options: PageOptions): Page {
  const { name, storage, network } = options
  const life = createPageLife()
  const clock = pageClock(options.clock, life)
  const browser = fakeNetwork()
  const wires = network.connect({ life, answered: options.answered })
  const stored = storage.of(life, options.clock)
  const link: OpenLink = (attach, line) => wires.open(attach, line)
  const transport = linkedTransport({
    name: 'simulated',
    open: options.alterLink?.(link) ?? link,
    network: browser,
    clock,
    ...(options.interruptionTimeoutMs !== undefined && { interruptionTimeoutMs: options.interruptionTimeoutMs }),
  })
  const chat = createChat({
    transport,
    clock,
    network: browser,
    storage: options.alterStorage?.(stored) ?? stored,
    credentials: options.credentials,
  })

  const records: SessionRecord[] = []
  const said: Said[] = []
  const waits: Wait[] = []
  const unsent = new Set<string>()
  let session: ChatSession | undefined
  let opening = false
  let takes = 0
  let startsWithMessage = false

  const watch = <Kind extends Wait>(wait: Kind, promise: Promise<unknown>): Kind => {
    const settle = (outcome: Wait['outcome'], error?: unknown) =>
      life.enter(() => Object.assign(wait, { outcome, error }))
    promise.then(
      () => settle('resolved'),
      (error: unknown) => settle('rejected', error),
    )
    return wait
  }
  const wait = (what: string, promise: Promise<unknown>) => {
    waits.push(watch({ what, outcome: 'pending' }, promise))
    return promise
  }
  const given = (next: ChatSession) => {
    session = next
    records.push(recordSession(next, { nowMs: options.nowMs, heard: (told) => options.heard(page, told) }))
  }
  const keepUnsent = (error: unknown) => {
    if (!ChatError.is(error) || !error.unsent) throw error
    for (const mark of error.unsent.map(markOf)) if (mark !== undefined) unsent.add(mark)
    return null
  }
  const start = async () => {
    if (!storage.openStart || storage.unreliable || storage.racy || options.contenders() > 0) options.startsAnew()
    storage.openStart = true
    takes += 2 + options.contenders() // what is stored is left first, and for that it is taken
    try {
      return await wait('startSession()', chat.startSession({ nickname: 'Ada' }))
    } finally {
      storage.openStart = life.state === 'gone' && storage.openStart
    }
  }
  const startOnly = async () => {
    if (storage.values.get('session')?.includes('"open"')) storage.openStart = false
    given((await start()) as ChatSession)
  }
  const restoreOrStart = async () => {
    takes++
    // The start of an earlier page was answered, even if that page did not receive the answer.
    if (storage.values.get('session')?.includes('"open"')) storage.openStart = false
    const restored = await wait('restoreSession()', chat.restoreSession()).catch(keepUnsent)
    given((restored ?? (await start())) as ChatSession)
  }
  /** Whatever the page was still writing is lost with it. */
  const excuseWhatCannotBeKept = () => {
    if (stored.writing === 0) return
    const kept = [...storage.values.values()].join()
    for (const message of said) {
      if (!kept.includes(JSON.stringify(message.mark))) message.excuse = 'it could not be kept'
    }
    if (!storage.values.has('session')) storage.openStart = false
  }
  const openBy = (way: () => Promise<void>) => {
    if (!running() || opening || live()) return
    opening = true
    void way()
      .catch(() => undefined) // `wait` reports it: a refused page stays without a session
      .finally(() => (opening = false))
  }
  const live = () => session !== undefined && session.status !== 'ended' && session.status !== 'closed'
  const running = () => life.state === 'running'

  const page: Page = {
    name,
    storage,
    life,
    wires,
    browser,
    get session() {
      return session
    },
    records,
    said,
    waits,
    unsent,
    get takes() {
      return takes
    },
    get storageFailed() {
      return stored.failed
    },
    get waitsForMessage() {
      const isOnlyFailed = session?.transcript.every(({ delivery }) => delivery === 'failed') // handed back
      return startsWithMessage && session?.id === '' && isOnlyFailed === true
    },
    get opening() {
      return opening
    },
    open: () => openBy(restoreOrStart),
    startAnew: () => openBy(startOnly),
    openAtOnce(start) {
      if (!running() || opening || live()) return
      options.startsAnew() // It may repeat a stored start, or restore: then fewer are started.
      storage.openStart = false
      takes += 2 // what is stored may have expired, and then another session is started
      startsWithMessage = start === 'first-message'
      given(chat.openSession({ nickname: 'Ada' }, { start }))
    },
    say() {
      if (!running() || !session) return
      const mark = `${name}.${said.length + 1}`
      const message: Said = { mark, what: `sendMessage('${mark}')`, outcome: 'pending' }
      said.push(watch(message, session.sendMessage(mark)))
    },
    change(choice) {
      if (!running() || !session || !live()) return
      const chosen = chooseChange(session, choice, `${name}.${said.length + 1}`)
      if (!chosen) return
      const { mark, what, ask } = chosen
      said.push(watch({ mark, what, changes: session.id, outcome: 'pending' }, ask()))
    },
    identify() {
      if (running() && session?.id && live()) void wait('identify()', session.identify()).catch(() => undefined) // `wait` reports it
    },
    type() {
      if (running()) session?.sendTyping()
    },
    leave() {
      if (running() && session && live()) void wait('leave()', session.leave()).catch(() => undefined) // `wait` reports it
    },
    detach() {
      if (running() && session) void wait('detach()', session.detach())
    },
    freeze() {
      if (!running()) return
      browser.say('pagehide')
      life.freeze()
      wires.cut({ pageIs: 'told', serverIs: 'told', inFlight: 'late' })
    },
    thaw() {
      takes++
      life.thaw(() => browser.say('pageshow-persisted'))
    },
    vanish(how) {
      if (running() && how === 'hidden first') browser.say('pagehide')
      excuseWhatCannotBeKept()
      life.vanish()
      wires.cut({ pageIs: 'told', serverIs: 'told', inFlight: how === 'hidden first' ? 'late' : 'lost' })
    },
  }
  return page
}
