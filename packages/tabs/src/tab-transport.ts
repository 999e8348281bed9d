import {
  guardedLogger,
  silentLogger,
  type AttachCommand,
  type ChatTransport,
  type TransportConnection,
  type TransportListener,
} from '@chat-transport/core'
import { connectTab } from './follower/connect-tab.ts'
import type { TabConnection } from './follower/tab-connection.ts'
import { createBrowserPage } from './leader/browser-page.ts'
import { lead } from './leader/leader.ts'
import type { OwnConnection } from './leader/member.ts'
import type { OpenTabChannel, TabLocks } from './tab/environment.ts'
import type { LineRequest } from './tab/messages.ts'
import { createQueueClaims, type QueueClaims } from './tab/queue-claims.ts'
import { tabLogger } from './tab/tab-logger.ts'
import { Tab } from './tab/tab.ts'
import type { TabsSettings } from './tabs-options.ts'

export interface TabTransportSettings extends TabsSettings {
  readonly locks: TabLocks
  readonly openChannel: OpenTabChannel
}

export interface TabTransport {
  readonly tab: Tab
  connect(attach: AttachCommand, listener: TransportListener): TransportConnection
  readonly claimQueues: QueueClaims['claim']
  forget(): void
}

/** This page's place among the tabs, and its connections: each by way of the leader, also in the tab that leads. */
export function createTabTransport(transport: ChatTransport, settings: TabTransportSettings): TabTransport {
  const { clock } = settings
  const connections = new Set<TabConnection>()
  const logOf = (page?: TransportListener) => guardedLogger(settings.logger ?? page?.logger ?? silentLogger)
  /** What belongs to no chat is told to the one that connected last. */
  let log = logOf()
  const logger = tabLogger(() => log)

  const keptPage = createBrowserPage(settings.storage, settings.name, logger)
  /** Tabs that share no line are a page each, or they would take the session from each other for ever (S12). */
  const browserPage = (given: string) => (tab.isAlone ? given : keptPage.keep(given))
  const ownConnection = ({ attach }: LineRequest): OwnConnection | undefined => {
    const own = [...connections].find(({ startId, sessionId }) =>
      attach.type === 'StartSession' ? startId === attach.id : sessionId === attach.sessionId,
    )
    return (
      own && {
        id: own.id,
        copy: own.copy,
        logger: logOf(own.page),
        // The session may outlive it, for other tabs.
        get signsIn() {
          return connections.has(own) && own.page.credentials !== undefined
        },
      }
    )
  }
  const claims = createQueueClaims(settings)
  const tab: Tab = new Tab({
    ...settings,
    logger,
    left: claims.release,
    lead: () => lead({ tab, transport, clock, logger, ownConnection, browserPage }),
  })
  const options = { ...settings, name: transport.name, tab, connections }

  return {
    tab,
    connect(attach, page) {
      log = logOf(page)
      return connectTab({ ...options, logger: log }, attach, page)
    },
    claimQueues: claims.claim,
    forget: keptPage.forget,
  }
}
