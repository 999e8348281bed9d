import type { Clock } from '@chat-transport/core'
import type { TabLocks } from '../../src/index.ts'
import type { Turns } from './fake-browser.ts'

interface Request<Tab> {
  readonly tab: Tab
  readonly granted: (lock: unknown) => Promise<void> | undefined
  /** What a frozen tab is to be told waits. */
  readonly turns: Turns
  resolve(value: unknown): void
  reject(error: Error): void
}

/** The Web Locks of one browser. A lock is granted in the order of the requests, unless it is stolen. */
export function fakeLocks<Tab>(clock: Clock, releaseMs: () => number) {
  const held = new Map<string, Request<Tab>>()
  const queues = new Map<string, readonly Request<Tab>[]>()
  const aborted = () => new DOMException('the lock request was aborted', 'AbortError')

  const waitingFor = (name: string) => queues.get(name) ?? []

  const next = (name: string) => {
    const [request, ...others] = held.has(name) ? [] : waitingFor(name)
    if (!request) return
    queues.set(name, others)
    grant(name, request)
  }
  const releaseLater = (name: string, request: Request<Tab>) =>
    clock.after(releaseMs(), () => {
      if (held.get(name) !== request) return
      held.delete(name)
      next(name)
    })
  const grant = (name: string, request: Request<Tab>) => {
    held.set(name, request)
    const release = () => void releaseLater(name, request)
    queueMicrotask(() => {
      if (held.get(name) !== request) return
      request.turns.take(() =>
        Promise.resolve(request.granted({})).then(request.resolve, request.reject).then(release, release),
      )
    })
  }

  return {
    request: (
      tab: Tab,
      turns: Turns,
      ...[name, { steal, ifAvailable, signal }, granted]: Parameters<TabLocks['request']>
    ) =>
      new Promise<unknown>((resolve, reject) => {
        if (signal?.aborted) return reject(aborted())
        const request: Request<Tab> = {
          tab,
          granted,
          turns,
          resolve,
          reject: (error) => turns.take(() => reject(error)),
        }
        if (steal) {
          held.get(name)?.reject(aborted())
          held.delete(name)
          return grant(name, request)
        }
        if (ifAvailable && (held.has(name) || waitingFor(name).length > 0)) {
          queueMicrotask(() => turns.take(() => resolve(granted(null))))
          return
        }
        queues.set(name, [...waitingFor(name), request])
        signal?.addEventListener('abort', () => {
          if (!waitingFor(name).includes(request)) return
          queues.set(
            name,
            waitingFor(name).filter((other) => other !== request),
          )
          reject(aborted())
        })
        return next(name)
      }),
    /** The tab is gone: it waits for no lock, and those that it has are free a moment later. */
    forget(tab: Tab) {
      for (const [name, queue] of queues)
        queues.set(
          name,
          queue.filter((request) => request.tab !== tab),
        )
      for (const [name, request] of held) if (request.tab === tab) releaseLater(name, request)
    },
    holders: () => new Map([...held].map(([name, { tab }]) => [name, tab])),
  }
}
