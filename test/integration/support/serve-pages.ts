import { cometdTransport, type CometdTransportOptions, type CometdTransportType } from '@chat-transport/cometd'
import { createChat, memoryStorage } from '@chat-transport/core'
import type { Chat, ChatOptions, ChatTransport, Clock, Logger, SessionStorage } from '@chat-transport/core'
import { onCleanup } from '../../support/cleanup.ts'
import { startFaultProxy, type FaultProxy } from '../../support/fault-proxy.ts'
import { installBrowserGlobals } from '../../support/node-browser-globals.ts'
import { startServer, type RunningServer, type StartServerOptions } from '../../support/start-server.ts'
import { pageNetwork, type PageNetwork } from './page-network.ts'
import { stoppableClock } from './stoppable-clock.ts'

export const transports = ['websocket', 'long-polling'] as const satisfies readonly CometdTransportType[]

export interface PageOptions extends Omit<CometdTransportOptions, 'url' | 'clock' | 'network' | 'logger'> {
  /** Two pages with the same storage are two tabs, or one page before and after a reload. @default a new one */
  readonly storage?: SessionStorage
  readonly outbox?: { readonly maxMessages: number }
  readonly credentials?: ChatOptions['credentials']
  readonly files?: ChatOptions['files']
  /** Told what the chat and its transport do. */
  readonly logger?: Logger
  /** @default the system's */
  readonly clock?: Clock
  /** Wraps the transport of the page's chat. */
  readonly wrap?: (transport: ChatTransport) => ChatTransport
}

/** A visitor's page, with its own line to the server. */
export interface VisitorPage {
  readonly chat: Chat
  readonly line: FaultProxy
  /** The number of pending timers of the page. */
  readonly timers: number
  /** The number of listeners to the network and to the page itself. */
  readonly listeners: number
  /** The events of the browser about the network and the page. */
  readonly network: PageNetwork
  /** The machine sleeps for this long. The page learns it when it is shown again. */
  sleep(ms: number): void
  /** The page goes away, as in a reload: after `pagehide` nothing of it runs, and its connections end without a goodbye. */
  unload(): Promise<void>
}

export interface Setup {
  readonly server: RunningServer
  openPage(options?: PageOptions): Promise<VisitorPage>
}

/** The reference server, and pages that reach it over the transports given, for the current test. */
export async function servePages(
  overTransports: CometdTransportType | readonly CometdTransportType[],
  serverOptions: StartServerOptions = {},
): Promise<Setup> {
  installBrowserGlobals()
  const server = await startServer(serverOptions)

  async function openPage(options: PageOptions = {}): Promise<VisitorPage> {
    const { storage = memoryStorage(), wrap = (transport) => transport, ...others } = options
    const { outbox, credentials, files, logger, clock: given, ...transportOptions } = others
    const line = await startFaultProxy(server.port)
    const clock = stoppableClock(given)
    const network = pageNetwork()
    onCleanup(() => clock.stop())
    const transport = cometdTransport({
      transports: [overTransports].flat(),
      address: server.url, // whichever line of its own a page has
      ...transportOptions,
      url: `http://${line.host}:${line.port}/cometd`,
      clock,
      network,
    })
    return {
      chat: createChat({
        transport: wrap(transport),
        storage,
        clock,
        network,
        ...(outbox && { outbox }),
        ...(credentials && { credentials }),
        ...(files && { files }),
        ...(logger && { logger }),
      }),
      line,
      get timers() {
        return clock.pending
      },
      get listeners() {
        return network.listeners
      },
      network,
      sleep(ms) {
        clock.sleep(ms)
        network.tell('visible')
      },
      async unload() {
        network.tell('pagehide')
        clock.stop()
        await line.close()
      },
    }
  }
  return { server, openPage }
}
