import type { Clock, Logger, NetworkStatus } from '@chat-transport/core'
import type { OpenTabChannel, TabChannel, TabLocks } from './environment.ts'
import { createLeadership } from './leadership.ts'
import { messagesVersion, type Envelope, type TabMessage } from './messages.ts'

/** How long a visible tab waits before it asks a hidden one for the lead: whoever looks through tabs changes nothing. */
export const claimAfterMs = 1000
/** How long a leader that has yielded waits for the other tab to take the lock. */
const yieldedMs = 1000

export type TabListener = (message: TabMessage, from: string) => void

export interface TabOptions {
  readonly name: string
  readonly locks: TabLocks
  readonly openChannel: OpenTabChannel
  readonly clock: Clock
  readonly network: NetworkStatus
  readonly logger: Logger
  /** This tab leads from now on. Returns what ends that. */
  lead(): () => void
}

/** One tab among those of the browser that share a line. It takes part while somebody uses it and the page is not put away. */
export interface Tab {
  readonly id: string
  readonly leads: boolean
  /** The tab that leads, as far as this one knows. */
  readonly leader: string | undefined
  /** Takes part until the function that it returns is called. */
  use(): () => void
  /** Tells one tab, which may be this one. */
  post(message: TabMessage, to: string): void
  /** Asks who leads. */
  askWho(): void
  /** Takes the lead from a tab that no longer answers (S4). */
  seize(): void
  listen(listener: TabListener): () => void
  /** Calls `listener` when another tab leads, or none. */
  onLeader(listener: () => void): () => void
}

export function createTab(options: TabOptions): Tab {
  const { clock, network, logger } = options
  const id = `${Math.floor(clock.random() * 2 ** 32).toString(36)}${Math.floor(clock.random() * 2 ** 32).toString(36)}`
  const lockName = `chat-transport:${messagesVersion}:${options.name}`
  const listeners = new Set<TabListener>()
  const leaderListeners = new Set<() => void>()
  let users = 0
  let channel: TabChannel | undefined
  let leader: { readonly id: string; readonly since: number } | undefined
  let stopLeading: (() => void) | undefined
  let stopWatching: () => void = () => undefined
  let cancelClaim: () => void = () => undefined

  const send = (message: TabMessage, to?: string) => {
    const envelope: Envelope = { from: id, message, ...(to !== undefined && { to }) }
    channel?.postMessage(envelope)
  }
  const setLeader = (next: typeof leader) => {
    const isOther = next?.id !== leader?.id || next?.since !== leader?.since
    leader = next
    if (isOther) for (const listener of [...leaderListeners]) listener()
    if (isOther) claimLater()
  }

  const won = () => {
    logger.info('tabs: this tab leads')
    stopLeading = options.lead()
    const since = clock.now()
    send({ kind: 'leads', since })
    setLeader({ id, since })
  }
  const stepDown = () => {
    if (!stopLeading) return
    logger.info('tabs: this tab leads no more')
    const stop = stopLeading
    stopLeading = undefined
    stop()
    send({ kind: 'resigned' })
    if (leader?.id === id) setLeader(undefined)
  }
  const requeue = () => {
    stepDown()
    leadership.leave()
    if (channel) leadership.queue()
  }
  const leadership = createLeadership({
    locks: options.locks,
    name: lockName,
    logger,
    won,
    lost: requeue,
    impossible(error) {
      logger.warn('tabs: no Web Locks in this page, so its line is its own', error)
      channel?.close()
      channel = undefined
      won()
    },
  })

  /** A hidden tab's timers are slow, and it may be frozen: a visible one asks it for the lead (S3). */
  const claimLater = () => {
    cancelClaim()
    if (!channel || network.hidden || !leader || leader.id === id) return
    cancelClaim = clock.after(claimAfterMs, () => {
      if (!network.hidden && leader && leader.id !== id) send({ kind: 'claim' }, leader.id)
    })
  }
  const yieldTo = (other: string) => {
    if (!stopLeading || !network.hidden) return
    stepDown()
    send({ kind: 'yielded' }, other)
    // Should that tab be gone by now, the next in the queue leads.
    clock.after(yieldedMs, () => !stopLeading && leader?.id !== id && requeue())
  }

  const hear = (message: TabMessage, from: string) => {
    if (message.kind === 'who') return stopLeading && leader ? send({ kind: 'leads', since: leader.since }) : undefined
    if (message.kind === 'claim') return yieldTo(from)
    if (message.kind === 'yielded') return leadership.seize()
    if (message.kind === 'resigned') return leader?.id === from ? setLeader(undefined) : undefined
    if (message.kind !== 'leads') return tell(message, from)
    if (leader && leader.since > message.since) return undefined
    if (stopLeading) requeue() // It has the lock: this tab was frozen when it was taken (S2).
    return setLeader({ id: from, since: message.since })
  }
  const tell = (message: TabMessage, from: string) => {
    for (const listener of [...listeners]) listener(message, from)
  }

  const enter = () => {
    if (channel || users === 0) return
    const opened = (channel = options.openChannel(lockName))
    opened.onmessage = ({ data }) => {
      const { from, to, message } = data as Envelope
      if (channel === opened && from !== id && (to === undefined || to === id)) hear(message, from)
    }
    send({ kind: 'who' })
    leadership.queue()
  }
  const leave = () => {
    cancelClaim()
    stepDown()
    leadership.leave()
    channel?.close()
    channel = undefined
    setLeader(undefined)
  }
  /** What holds a lock or has a channel open is not kept in the back/forward cache (S5). */
  const watchPage = () =>
    network.subscribe((change) => {
      if (change === 'pagehide') leave()
      else if (change === 'pageshow-persisted' || change === 'pageshow' || change === 'visible') {
        enter()
        claimLater()
      }
    })

  return {
    id,
    get leads() {
      return stopLeading !== undefined
    },
    get leader() {
      return leader?.id
    },
    use() {
      let isUsed = true
      users += 1
      if (users === 1) {
        stopWatching = watchPage()
        enter()
      }
      return () => {
        if (!isUsed) return
        isUsed = false
        users -= 1
        if (users > 0) return
        stopWatching()
        leave()
      }
    },
    post: (message, to) => (to === id ? tell(message, id) : send(message, to)),
    askWho: () => send({ kind: 'who' }),
    seize: () => leadership.seize(),
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    onLeader(listener) {
      leaderListeners.add(listener)
      return () => void leaderListeners.delete(listener)
    },
  }
}
