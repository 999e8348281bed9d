import type { Clock } from '@chat-transport/core'
import type { OpenTabChannel, TabChannel, TabLocks } from '../../src/index.ts'

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
}

export interface BrowserTab {
  readonly locks: TabLocks
  readonly openChannel: OpenTabChannel
  /** Nothing that it says is heard, and it hears nothing until `thaw()`. Its locks stay held. */
  freeze(): void
  thaw(): void
  /** It is gone: its locks are free, and its channels closed. */
  crash(): void
  readonly openChannels: number
}

interface Request {
  readonly tab: BrowserTab
  readonly granted: () => Promise<void> | undefined
  /** What a frozen tab is to be told waits. */
  readonly whenRunning: (run: () => void) => void
  resolve(value: unknown): void
  reject(error: Error): void
}

export function fakeBrowser(clock: Clock): FakeBrowser {
  const held = new Map<string, Request>()
  const queues = new Map<string, Request[]>()
  const channels = new Map<string, Set<Port>>()
  const aborted = () => new DOMException('the lock request was aborted', 'AbortError')

  const next = (name: string) => {
    const request = held.has(name) ? undefined : queues.get(name)?.shift()
    if (request) grant(name, request)
  }
  const grant = (name: string, request: Request) => {
    held.set(name, request)
    queueMicrotask(() => {
      if (held.get(name) !== request) return
      const release = () => {
        clock.after(browser.releaseMs, () => {
          if (held.get(name) !== request) return
          held.delete(name)
          next(name)
        })
      }
      request.whenRunning(() =>
        Promise.resolve(request.granted()).then(request.resolve, request.reject).then(release, release),
      )
    })
  }
  const locksOf = (tab: BrowserTab, whenRunning: Request['whenRunning']): TabLocks => ({
    request: (name, { steal, signal }, granted) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(aborted())
        const request: Request = {
          tab,
          granted,
          whenRunning,
          resolve,
          reject: (error) => whenRunning(() => reject(error)),
        }
        if (steal) {
          held.get(name)?.reject(aborted())
          held.delete(name)
          return grant(name, request)
        }
        const queue = queues.get(name) ?? []
        queues.set(name, queue)
        queue.push(request)
        signal?.addEventListener('abort', () => {
          const place = queue.indexOf(request)
          if (place < 0) return
          queue.splice(place, 1)
          reject(aborted())
        })
        return next(name)
      }),
  })

  interface Port extends TabChannel {
    readonly isOpen: boolean
    deliver(data: unknown): void
  }
  const browser: FakeBrowser = {
    delayMs: 1,
    drops: 0,
    releaseMs: 0,
    get holders() {
      return new Map([...held].map(([name, { tab }]) => [name, tab]))
    },
    openTab() {
      const ports = new Set<Port>()
      let frozen: (() => void)[] | undefined
      let isGone = false
      const whenRunning = (run: () => void) => {
        if (isGone) return
        if (frozen) frozen.push(run)
        else run()
      }
      const tab: BrowserTab = {
        locks: undefined as unknown as TabLocks,
        openChannel(name) {
          let isOpen = true
          const others = channels.get(name) ?? new Set<Port>()
          channels.set(name, others)
          const port: Port = {
            onmessage: null,
            get isOpen() {
              return isOpen
            },
            deliver: (data) => whenRunning(() => isOpen && port.onmessage?.({ data })),
            postMessage(message) {
              if (!isOpen || frozen || isGone) return
              const text = JSON.stringify(message)
              for (const other of others) {
                if (other === port || clock.random() < browser.drops) continue
                const arrive = () => other.deliver(JSON.parse(text))
                if (browser.delayMs > 0) clock.after(browser.delayMs, arrive)
                else arrive()
              }
            },
            close() {
              isOpen = false
              others.delete(port)
              ports.delete(port)
            },
          }
          others.add(port)
          ports.add(port)
          return port
        },
        freeze: () => void (frozen ??= []),
        thaw() {
          const waiting = frozen ?? []
          frozen = undefined
          for (const run of waiting) run()
        },
        crash() {
          isGone = true
          for (const port of [...ports]) port.close()
          for (const [name, queue] of queues)
            queues.set(
              name,
              queue.filter((request) => request.tab !== tab),
            )
          for (const [name, request] of [...held]) {
            if (request.tab !== tab) continue
            clock.after(browser.releaseMs, () => {
              if (held.get(name) !== request) return
              held.delete(name)
              next(name)
            })
          }
        },
        get openChannels() {
          return ports.size
        },
      }
      return Object.assign(tab, { locks: locksOf(tab, whenRunning) })
    },
  }
  return browser
}
