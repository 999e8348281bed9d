import {
  deliveryMark,
  type DeliveryMark,
  linkedTransport,
  messageOf,
  type SessionStatus,
  textOf,
  type TranscriptEvent,
} from '@chat-transport/core'
import { createFaults, withFaults } from '@chat-transport/faults'
import { memoryLink } from '@chat-transport/memory'
import { createDemoPage, type Told } from './demo-page.ts'
import { createDemoServer } from './demo-server.ts'
import { createTally, type Tally } from './tally.ts'

export interface ShownLine {
  readonly key: string
  readonly name: string
  readonly text: string
  readonly own: boolean
  readonly mark?: DeliveryMark | undefined
}

/** All that the demo shows, at one moment. */
export interface DemoView {
  readonly line: 'open' | 'cut'
  readonly server: 'running' | 'restarting'
  /** `loading` while the page reloads. */
  readonly status: SessionStatus | 'loading'
  readonly page: readonly ShownLine[]
  readonly store: readonly ShownLine[]
  readonly told: readonly Told[]
  readonly tally: Tally
}

export interface DemoChat {
  send(text: string): void
  speak(): void
  cut(): void
  mend(): void
  restart(): Promise<void>
  reload(): void
  /** Ends both ends: nothing is left that runs. */
  stop(): void
}

const downMs = 1500
const loadMs = 700

/**
 * A chat with both its ends in this page. The session, what mends the line and the back end are the real ones; the line between
 * them is the memory transport's, with faults.
 */
export function createDemoChat(show: (view: DemoView) => void): DemoChat {
  const faults = createFaults()
  const life = new AbortController()
  const { signal } = life
  const server = createDemoServer({ changed: () => void readStore(), signal })
  const open = withFaults(memoryLink(server), faults)
  const page = createDemoPage({ transport: linkedTransport({ name: 'memory', open }), changed: update, signal })
  const tally = createTally()
  let line: DemoView['line'] = 'open'
  let state: DemoView['server'] = 'running'
  let store: readonly TranscriptEvent[] = []

  async function readStore(): Promise<void> {
    store = await server.transcript()
    update()
  }

  /** Called for each change, and before all of this is made, too. */
  function update(): void {
    queueMicrotask(() => {
      if (!signal.aborted) show(view())
    })
  }

  function view(): DemoView {
    const { session, told } = page
    return {
      line,
      server: state,
      status: session?.status ?? 'loading',
      page: session ? pageLines(session) : [],
      store: storeLines(store, session?.party.id),
      told,
      tally: tally.of(session, store),
    }
  }

  update()
  return {
    send: (text) => void page.session?.sendMessage(text).catch(() => undefined), // its entry shows what becomes of it
    speak: () => void server.speak(),
    cut() {
      line = 'cut'
      faults.set({ refuse: true })
      faults.cut(new Error('the line was cut'))
      update()
    },
    mend() {
      line = 'open'
      faults.set({ refuse: false })
      update()
    },
    async restart() {
      state = 'restarting'
      update()
      try {
        await server.restart(downMs)
      } finally {
        state = 'running'
        update()
      }
    },
    reload: () => void page.reload(loadMs),
    stop: () => life.abort(),
  }
}

type Session = NonNullable<ReturnType<typeof createDemoPage>['session']>

function pageLines({ transcript, party, reads }: Session): ShownLine[] {
  return transcript.flatMap((entry) => {
    const message = messageOf(entry, party)
    if (!message) return []
    const { name, id } = message.party
    const own = id === party.id
    return [{ key: entry.key, name, own, text: textOf(message.content), mark: deliveryMark(entry, reads) }]
  })
}

function storeLines(events: readonly TranscriptEvent[], visitor: string | undefined): ShownLine[] {
  return events.flatMap((event) => {
    if (event.type !== 'EventMessage') return []
    const { index, party, content } = event
    return [{ key: `${index}`, name: `${index} ${party.name}`, text: textOf(content), own: party.id === visitor }]
  })
}
