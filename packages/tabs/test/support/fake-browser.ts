import type { Clock } from '@chat-transport/core'
import type { OpenTabChannel, TabChannel, TabLocks } from '../../src/index.ts'
import { fakeLocks } from './fake-locks.ts'

/** The tabs of one browser: their locks and channels, which do what the test says. */
export interface FakeBrowser {
  /** How long a message is on its way. 0: it is there before `postMessage` returns. */
  delayMs: number
  /** The part of the messages that is lost. */
  drops: number
  /** How long a lock stays held after its tab has let go of it. */
  releaseMs: number
  openTab(): BrowserTab
  /** Who holds each lock. */
  readonly holders: ReadonlyMap<string, BrowserTab>
  /** The names of all channels that were ever opened. */
  readonly channelNames: ReadonlySet<string>
}

export interface BrowserTab {
  readonly locks: TabLocks
  readonly openChannel: OpenTabChannel
  /** Nothing that it says is heard, and it hears nothing until `thaw()`. Its locks stay held. */
  freeze(): void
  /** It runs again. What it is to be told waits for `hearMessages` and `hearLocks`. */
  run(): void
  hearMessages(): void
  hearLocks(): void
  /** All three. */
  thaw(): void
  /** It is gone: its locks are free, and its channels closed. */
  crash(): void
  readonly openChannels: number
}

/** What is done at once while a tab runs, and waits while it does not. */
export interface Turns {
  take(run: () => void): void
  hold(): void
  release(): void
}

export function fakeBrowser(clock: Clock): FakeBrowser {
  const channels = new Map<string, Set<Port>>()
  const locks = fakeLocks<BrowserTab>(clock, () => browser.releaseMs)

  interface Port extends TabChannel {
    deliver(data: unknown): void
  }
  const openTab = (): BrowserTab => {
    const ports = new Set<Port>()
    let state: 'running' | 'frozen' | 'gone' = 'running'
    const messages = createTurns(() => state === 'gone')
    const grants = createTurns(() => state === 'gone')

    const openChannel = (name: string): Port => {
      let isOpen = true
      const all = channels.get(name) ?? new Set<Port>()
      channels.set(name, all)
      const port: Port = {
        onmessage: null,
        deliver: (data) => messages.take(() => isOpen && port.onmessage?.({ data })),
        postMessage(message) {
          if (!isOpen || state !== 'running') return
          const copy = structuredClone(message) // A function or a promise makes it throw, as in a browser.
          for (const other of all) {
            if (other === port || (browser.drops > 0 && clock.random() < browser.drops)) continue
            const arrive = () => other.deliver(structuredClone(copy))
            if (browser.delayMs > 0) clock.after(browser.delayMs, arrive)
            else arrive()
          }
        },
        close() {
          isOpen = false
          all.delete(port)
          ports.delete(port)
        },
      }
      all.add(port)
      ports.add(port)
      return port
    }
    const tab: BrowserTab = {
      locks: { request: (...request) => locks.request(tab, grants, ...request) },
      openChannel,
      freeze() {
        state = 'frozen'
        messages.hold()
        grants.hold()
      },
      run: () => void (state = 'running'),
      hearMessages: messages.release,
      hearLocks: grants.release,
      thaw() {
        state = 'running'
        grants.release()
        messages.release()
      },
      crash() {
        state = 'gone'
        for (const port of [...ports]) port.close()
        locks.forget(tab)
      },
      get openChannels() {
        return ports.size
      },
    }
    return tab
  }

  const browser: FakeBrowser = {
    delayMs: 1,
    drops: 0,
    releaseMs: 0,
    openTab,
    get holders() {
      return locks.holders()
    },
    get channelNames() {
      return new Set(channels.keys())
    },
  }
  return browser
}

function createTurns(isGone: () => boolean): Turns {
  let waiting: (() => void)[] | undefined
  return {
    take(run) {
      if (isGone()) return
      if (waiting) waiting.push(run)
      else run()
    },
    hold: () => void (waiting ??= []),
    release() {
      const due = waiting ?? []
      waiting = undefined
      for (const run of due) run()
    },
  }
}
