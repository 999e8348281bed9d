import type { SessionBus, SessionListener, SessionStore, StoredEvent } from '@chat-transport/backend'
import { connects, without, type BrokenStore } from './broken-store.ts'
import type { ConnectionSetting } from './durable-store.ts'

/** All who listen to the sessions of a store, at all of its connections. */
class Everybody {
  readonly #listeners = new Map<string, Set<SessionListener>>()

  add(sessionId: string, listener: SessionListener): void {
    this.#listeners.set(sessionId, (this.#listeners.get(sessionId) ?? new Set()).add(listener))
  }

  /** Of the sessions whose ids fit. */
  of(fits: (sessionId: string) => boolean): readonly SessionListener[] {
    return [...this.#listeners].flatMap(([sessionId, listeners]) => (fits(sessionId) ? [...listeners] : []))
  }
}

type Told = Parameters<typeof connects>[0]
interface Hearing {
  readonly sessionId: string
  readonly setting: ConnectionSetting
}

const busOf = ({ bus }: SessionStore): SessionBus => {
  if (!bus) throw new Error('the store has a bus')
  return bus
}

/** Those who listen hear something else. */
const hears = (
  told: Told,
  change: (listener: SessionListener, hearing: Hearing) => Partial<SessionListener>,
): BrokenStore =>
  connects(told, (store, setting) => {
    const bus = busOf(store)
    return {
      bus: {
        ...bus,
        listen: (sessionId, listener) =>
          bus.listen(sessionId, { ...listener, ...change(listener, { sessionId, setting }) }),
      },
    }
  })

/** The same, and what is wrong is wrong at all connections of a store. */
const everybodyHears = (
  [rule, name, bug]: Told,
  change: (store: SessionStore, everybody: Everybody) => Partial<SessionStore>,
): BrokenStore => ({
  rule,
  name,
  bug,
  make() {
    const everybody = new Everybody()
    return {
      connection(store) {
        const bus = busOf(store)
        const listen: SessionBus['listen'] = (sessionId, listener) => {
          everybody.add(sessionId, listener)
          return bus.listen(sessionId, listener)
        }
        const known = { ...store, bus: { ...bus, listen } }
        return { ...known, ...change(known, everybody) }
      },
    }
  },
})

const noNews = () => undefined

/** What the store itself tells: S28. */
const brokenNews: readonly BrokenStore[] = [
  hears(['S28', 'first-connection', 'tells the first connection alone of removals'], (_listener, { setting }) =>
    setting.others > 0 ? { removed: noNews } : {},
  ),
  hears(['S28', 'no-claims', 'tells of no claims'], () => ({ claimed: noNews })),
  hears(['S28', 'no-removals', 'tells of no removals'], () => ({ removed: noNews })),
  hears(['S28', 'no-visitors', 'does not tell who the visitor is'], (listener) => ({
    appended: (event) => listener.appended(without(event, 'visitor')),
  })),
  hears(['S28', 'json-anew', 'tells of an event as JSON that it has written anew'], (listener) => ({
    appended: (event) => listener.appended({ ...event, json: JSON.stringify(JSON.parse(event.json)) }),
  })),
  hears(['S28', 'no-epochs', 'tells of a claim without its epoch'], (listener) => ({
    claimed: (claim) => listener.claimed({ ...claim, epoch: 0 }),
  })),
  hears(['S28', 'any-order', 'tells some events late'], (listener) => ({
    appended: (event) =>
      void (event.index % 10 === 0 ? setTimeout(() => listener.appended(event), 30) : listener.appended(event)),
  })),
  hears(['S28', 'asks-again', 'says after each claim that something may have been missed'], (listener) => ({
    claimed(claim) {
      listener.claimed(claim)
      listener.missed()
    },
  })),
  everybodyHears(
    ['S28', 'any-case', 'tells of sessions whose ids differ in upper and lower case alone'],
    (store, everybody) => ({
      async append(sessionId, event) {
        const appended = await store.append(sessionId, event)
        const fits = (id: string) => id !== sessionId && id.toLowerCase() === sessionId.toLowerCase()
        if (appended.outcome === 'appended') for (const each of everybody.of(fits)) each.appended(appended.event)
        return appended
      },
    }),
  ),
  everybodyHears(['S28', 'after-the-end', 'tells of events that come after the end'], (store, everybody) => ({
    async append(sessionId, event) {
      const appended = await store.append(sessionId, event)
      const news: StoredEvent | undefined =
        appended.outcome === 'ended' ? { index: appended.head + 1, json: event.json } : undefined
      if (news) for (const each of everybody.of((id) => id === sessionId)) each.appended(news)
      return appended
    },
  })),
  connects(['S28', 'ready-too-soon', 'is ready before it listens, when there are many listeners'], (store) => {
    const bus = busOf(store)
    let listeners = 0
    return {
      bus: {
        ...bus,
        listen(sessionId, listener) {
          if (++listeners < 50) return bus.listen(sessionId, listener)
          let stop = noNews as () => void
          setTimeout(() => ({ stop } = bus.listen(sessionId, listener)), 20)
          return { ready: Promise.resolve(), stop: () => stop() }
        },
      },
    }
  }),
]

/** What back ends tell each other: S29. */
const brokenTelling: readonly BrokenStore[] = [
  connects(['S29', 'others-only', 'does not tell the connection at which it is told'], (store) => {
    const bus = busOf(store)
    const own = new Set<string>()
    return {
      bus: {
        listen: (sessionId, listener) =>
          bus.listen(sessionId, { ...listener, told: (text) => void (own.has(text) || listener.told(text)) }),
        tell(sessionId, text) {
          own.add(text)
          bus.tell(sessionId, text)
        },
      },
    }
  }),
  hears(['S29', 'cut', 'tells the first 8,000 characters of a text'], (listener) => ({
    told: (text) => listener.told(text.slice(0, 8_000)),
  })),
  hears(['S29', 'trims', 'tells texts without white space around them'], (listener) => ({
    told: (text) => listener.told(text.trim()),
  })),
  hears(['S29', 'any-order', 'tells some texts late'], (listener) => ({
    told: (text) => void (text.endsWith('0') ? setTimeout(() => listener.told(text), 30) : listener.told(text)),
  })),
  everybodyHears(['S29', 'all-sessions', 'tells those who listen to any session'], (store, everybody) => ({
    bus: {
      ...busOf(store),
      tell: (_sessionId, text) => void setImmediate(() => everybody.of(() => true).forEach((each) => each.told(text))),
    },
  })),
  connects(['S29', 'never-stops', 'goes on telling those who have stopped'], (store) => {
    const bus = busOf(store)
    return {
      bus: { ...bus, listen: (...asked) => ({ ready: bus.listen(...asked).ready, stop: noNews }) },
    }
  }),
  connects(
    ['S29', 'stops-all', 'stops all who listen to a session at a connection with the first who stops'],
    (store) => {
      const bus = busOf(store)
      const stops = new Map<string, (() => void)[]>()
      return {
        bus: {
          ...bus,
          listen(sessionId, listener) {
            const { ready, stop } = bus.listen(sessionId, listener)
            stops.set(sessionId, [...(stops.get(sessionId) ?? []), stop])
            return { ready, stop: () => stops.get(sessionId)?.forEach((each) => each()) }
          },
        },
      }
    },
  ),
]

/** A bus that does not tell what it should, or tells what it should not. */
export const brokenBuses: readonly BrokenStore[] = [...brokenNews, ...brokenTelling]
