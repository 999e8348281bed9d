import type { NetworkChange, NetworkStatus } from '../../src/index.ts'

/** A network and a page that do what the test says. */
export interface FakeNetwork extends NetworkStatus {
  hidden: boolean
  /** The page comes to the front. */
  show(): void
  goOffline(): void
  goOnline(): void
  /** The page says one thing; `online` stays as it is. */
  say(change: NetworkChange): void
  /** How many are subscribed. */
  readonly listeners: number
}

export function fakeNetwork(): FakeNetwork {
  const listeners = new Set<(change: NetworkChange) => void>()
  let online = true
  const say = (change: NetworkChange) =>
    [...listeners].forEach((listener) => listeners.has(listener) && listener(change))
  return {
    hidden: false,
    show() {
      this.hidden = false
      say('visible')
    },
    get online() {
      return online
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    goOffline() {
      online = false
      say('offline')
    },
    goOnline() {
      online = true
      say('online')
    },
    say,
    get listeners() {
      return listeners.size
    },
  }
}
