import {
  linkedTransport,
  silentLogger,
  type AttachCommand,
  type CloseReason,
  type EventAttached,
  type Logger,
  type NetworkStatus,
  type PlannedRetry,
  type TransportConnection,
  type TransportListener,
} from '@chat-transport/core'
import { placeOf } from '../session-copy/place-of.ts'
import { SessionCopy } from '../session-copy/session-copy.ts'
import { fromFailure } from '../tab/failures.ts'
import type { TabMessage } from '../tab/messages.ts'
import { randomName } from '../tab/random-name.ts'
import { tabLogger } from '../tab/tab-logger.ts'
import type { Tab } from '../tab/tab.ts'
import type { TabsSettings } from '../tabs-options.ts'
import { createCredentialsAnswers } from './answer-credentials.ts'
import { leaderLink } from './leader-link.ts'
import { redialDelay } from './redial-delay.ts'
import type { TabConnection } from './tab-connection.ts'
import { toldConnection } from './told-connection.ts'

/** For this part of its time a silent leader is believed; the rest is for asking it once more (S4). */
const believedFor = 0.6

export interface ConnectTabOptions extends Omit<TabsSettings, 'name'> {
  readonly name: string
  readonly tab: Tab
  readonly logger: Logger
  /** The connections of this page. */
  readonly connections: Set<TabConnection>
}

/** Connects one chat of this page by way of the tab that leads, also where that is this tab. */
export function connectTab(
  options: ConnectTabOptions,
  attach: AttachCommand,
  page: TransportListener,
): TransportConnection {
  const { tab, connections, clock, logger } = options
  const connection = newConnection(randomName(clock), attach, page)
  /** What ends a wait for the next attempt to attach. */
  const waking = new Set<() => void>()
  let isOver = false
  const told = toldConnection(page, connection, () => isOver)
  const credentials = createCredentialsAnswers(tab, page)
  const onRetry = (retry: PlannedRetry) => {
    if (!tab.leads) logger.info('tabs: the tab that leads dials again', retry.cause)
    told.onRetry(retry)
  }
  /** What the leader says to a connection rather than to one of its lines. */
  const hear = (message: TabMessage, from: string) => {
    if (!('connection' in message) || message.connection !== connection.id || from !== tab.leader) return
    if (message.kind === 'ask') void credentials.ask(message, from)
    if (message.kind === 'asked-enough') credentials.stop(message.request)
    if (message.kind === 'over') giveUp(fromFailure(message.cause))
    if (message.kind === 'back') for (const wake of [...waking]) wake()
    if (message.kind === 'retry') onRetry({ ...message.retry, cause: fromFailure(message.retry.cause) })
  }
  connections.add(connection)
  const stopUsing = tab.use()
  const stopListening = tab.listen(hear)
  const finish = (reason: CloseReason) => {
    if (isOver) return
    isOver = true
    connections.delete(connection)
    stopListening()
    credentials.stopAll()
    if (tab.leader) tab.post({ kind: 'closed', connection: connection.id, reason }, tab.leader)
    stopUsing()
  }
  /** As the leader's transport has: what would be tried here, it has tried. */
  const giveUp = (cause: Error) => {
    line.close('detached')
    finish('detached')
    told.close(cause, clock.now())
  }

  const line = linkedTransport({
    name: options.name,
    open: leaderLink({ tab, connection, clock, silenceTimeoutMs: options.silenceTimeoutMs }),
    interruptionTimeoutMs: options.interruptionTimeoutMs,
    silenceTimeoutMs: believedFor * options.silenceTimeoutMs,
    openTimeoutMs: options.openTimeoutMs,
    clock,
    // Nothing on the way to the leader is to be warned of: what is wrong with the line to the server, the leader's log says.
    logger: { ...tabLogger(() => logger, 'tabs: '), warn: silentLogger.warn },
    retryDelayMs: redialDelay(clock, () => tab.leader !== undefined && tab.leader !== connection.leader),
    network: tabNetwork({ tab, connection, waking }, options.network),
  }).connect(attach, {
    get position() {
      return page.position
    },
    onEvent(event) {
      remember(connection, event)
      page.onEvent(event)
    },
    onConnectivity(change) {
      if (change.current === 'closed') finish('detached')
      told.onConnectivity(change)
    },
  })
  return {
    send: line.send,
    close(reason = 'detached') {
      line.close(reason)
      finish(reason)
    },
  }
}

/** In order, and without what the line has not made up for: a tab may have to lead with it. */
function remember(connection: TabConnection, event: unknown): void {
  const { copy, page } = connection
  if (placeOf(event).type !== 'EventAttached') return copy.take(event)
  connection.sessionId = (event as EventAttached).sessionId
  copy.attached(event as EventAttached, page.position)
}

const newConnection = (id: string, attach: AttachCommand, page: TransportListener): TabConnection => ({
  id,
  page,
  copy: new SessionCopy(),
  startId: attach.type === 'StartSession' ? attach.id : undefined,
  sessionId: attach.type === 'RestoreSession' ? attach.sessionId : undefined,
  pageId: undefined,
  leader: undefined,
  lostSince: undefined,
  waitsForLeader: true,
})

interface Waking {
  readonly tab: Tab
  readonly connection: TabConnection
  /** Each ends a wait for the next attempt. */
  readonly waking: Set<() => void>
}

/**
 * What wakes the line to the leader: that another tab leads, unless that is what it waits for, or that the leader has a line to
 * the server, is a network that is back. It needs no other.
 */
const tabNetwork = ({ tab, connection, waking }: Waking, network: NetworkStatus): NetworkStatus => ({
  online: true,
  get hidden() {
    return network.hidden === true
  },
  subscribe(listener) {
    const wake = () => listener('online')
    waking.add(wake)
    const stops = [
      () => void waking.delete(wake),
      network.subscribe((change) => change !== 'online' && change !== 'offline' && listener(change)),
      tab.onLeader(() => tab.leader !== undefined && !connection.waitsForLeader && wake()),
    ]
    return () => stops.forEach((stop) => stop())
  },
})
