import {
  linkedTransport,
  silentLogger,
  type AttachCommand,
  type ChatTransport,
  type CloseReason,
  type NetworkStatus,
  type TransportConnection,
  type TransportListener,
} from '@chat-transport/core'
import { createCredentialsAnswers } from './follower/answer-credentials.ts'
import { leaderLink } from './follower/leader-link.ts'
import { redialDelay } from './follower/redial-delay.ts'
import type { TabConnection } from './follower/tab-connection.ts'
import { toldConnection } from './follower/told-connection.ts'
import { lead } from './leader/leader.ts'
import { createSessionCopy } from './session-copy/session-copy.ts'
import type { OpenTabChannel, TabLocks } from './tab/environment.ts'
import { fromFailure } from './tab/failures.ts'
import type { LineRequest, TabMessage } from './tab/messages.ts'
import { randomName } from './tab/random-name.ts'
import { createTab, type Tab } from './tab/tab.ts'
import type { TabsSettings } from './tabs-options.ts'

/** For this part of its time a silent leader is believed; the rest is for asking it once more (S4). */
const believedFor = 0.75

export interface TabTransportSettings extends TabsSettings {
  readonly locks: TabLocks
  readonly openChannel: OpenTabChannel
}

export interface TabTransport {
  readonly tab: Tab
  connect(attach: AttachCommand, listener: TransportListener): TransportConnection
}

/** This page's place among the tabs, and its connections: each by way of the leader, also in the tab that leads. */
export function createTabTransport(transport: ChatTransport, settings: TabTransportSettings): TabTransport {
  const { clock, network } = settings
  const connections = new Set<TabConnection>()
  const logger = settings.logger ?? silentLogger

  const ownCopy = ({ attach }: LineRequest) =>
    [...connections].find(({ startId, sessionId }) =>
      attach.type === 'StartSession' ? startId === attach.id : sessionId === attach.sessionId,
    )?.copy
  const tab: Tab = createTab({
    ...settings,
    logger,
    lead: () => lead({ tab, transport, clock, logger, ownCopy }),
  })

  /** What wakes a line: that another tab leads counts as a network that is back. The leader needs none. */
  const tabNetwork: NetworkStatus = {
    online: true,
    get hidden() {
      return network.hidden === true
    },
    subscribe(listener) {
      const stops = [
        network.subscribe((change) => change !== 'online' && change !== 'offline' && listener(change)),
        tab.onLeader(() => tab.leader !== undefined && listener('online')),
      ]
      return () => stops.forEach((stop) => stop())
    },
  }

  return {
    tab,
    connect(attach, page) {
      const connection: TabConnection = {
        id: randomName(clock),
        page,
        copy: createSessionCopy(),
        startId: attach.type === 'StartSession' ? attach.id : undefined,
        sessionId: attach.type === 'RestoreSession' ? attach.sessionId : undefined,
        pageId: undefined,
        lostSince: undefined,
      }
      connections.add(connection)
      const stopUsing = tab.use()
      const told = toldConnection(page, connection)
      const credentials = createCredentialsAnswers(tab, page)
      /** What the leader says to a connection rather than to one of its lines. */
      const hear = (message: TabMessage, from: string) => {
        if (!('connection' in message) || message.connection !== connection.id || from !== tab.leader) return
        if (message.kind === 'ask') void credentials.ask(message, from)
        if (message.kind === 'asked-enough') credentials.stop(message.request)
        if (message.kind === 'retry') told.onRetry({ ...message.retry, cause: fromFailure(message.retry.cause) })
      }
      const stopListening = tab.listen(hear)
      let isOver = false
      const finish = (reason: CloseReason) => {
        if (isOver) return
        isOver = true
        connections.delete(connection)
        stopListening()
        credentials.stopAll()
        if (tab.leader) tab.post({ kind: 'closed', connection: connection.id, reason }, tab.leader)
        stopUsing()
      }
      const line = linkedTransport({
        name: transport.name,
        open: leaderLink({ ...settings, tab, connection }),
        interruptionTimeoutMs: settings.interruptionTimeoutMs,
        silenceTimeoutMs: believedFor * settings.silenceTimeoutMs,
        openTimeoutMs: settings.openTimeoutMs,
        clock,
        ...(settings.logger && { logger: settings.logger }),
        retryDelayMs: redialDelay(clock),
        network: tabNetwork,
      }).connect(attach, {
        get position() {
          return page.position
        },
        ...(page.logger && { logger: page.logger }),
        onEvent: (event) => page.onEvent(event),
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
    },
  }
}
