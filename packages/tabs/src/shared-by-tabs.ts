import { guardedLogger, sharedSource, silentLogger, type ChatTransport } from '@chat-transport/core'
import { createTabTransport } from './tab-transport.ts'
import { checkedTabsSettings, type SharedByTabsOptions, type TabsSettings } from './tabs-options.ts'

/** A transport that the tabs of a browser share. */
export interface TabsTransport extends ChatTransport {
  /** Whether this tab holds the line to the server. */
  readonly leads: boolean
  /**
   * Calls `handler` with `true` when this tab begins to lead, and with `false` when it no longer does: so that one of five tabs
   * rings. Returns what removes the handler.
   */
  onLeading(handler: (leads: boolean) => void): () => void
}

/**
 * Lets all tabs of a browser share one line of `transport`, and so one chat, which is kept in `localStorage` unless `createChat` is
 * given a storage. Where the browser has no Web Locks or no `BroadcastChannel` it is `transport` alone, and says so once in the
 * log. Throws a `TypeError` or `RangeError` that names a bad
 * option.
 */
export function sharedByTabs(transport: ChatTransport, options: SharedByTabsOptions = {}): TabsTransport {
  const settings = checkedTabsSettings(transport, options)
  const { name, address, unsupported } = transport
  const described = { name, address, ...(unsupported && { unsupported }), storageArea: 'local' as const }
  const { locks, openChannel } = settings
  if (!locks || !openChannel) return { ...described, ...alone(transport, settings) }

  const shared = createTabTransport(transport, { ...settings, locks, openChannel })
  const { tab, connect, claimQueues, forget } = shared
  return {
    ...described,
    connect,
    claimQueues,
    forget,
    get leads() {
      return tab.leads
    },
    onLeading: sharedSource<boolean>((tell) => {
      let told = tab.leads
      return tab.onLeader(() => {
        if (told !== tab.leads) tell((told = tab.leads))
      })
    }),
  }
}

/** What a browser does that cannot share: each tab has its own line, as without this package. */
function alone(transport: ChatTransport, { logger }: TabsSettings): Omit<TabsTransport, 'name'> {
  let isTold = false
  return {
    connect(attach, listener) {
      const log = guardedLogger(logger ?? listener.logger ?? silentLogger)
      if (!isTold) log.warn('tabs: no Web Locks or BroadcastChannel in this page, so its line is its own')
      isTold = true
      return transport.connect(attach, listener)
    },
    leads: true,
    onLeading: () => () => undefined,
  }
}
