import { cometdTransport, type CometdTransportOptions, type CometdTransportType } from '@chat-transport/cometd'
import { createChat, memoryStorage, type Chat, type ChatTransport, type SessionStorage } from '@chat-transport/core'
import { onCleanup } from '../../support/cleanup.ts'
import { startFaultProxy, type FaultProxy } from '../../support/fault-proxy.ts'
import { installBrowserGlobals } from '../../support/node-browser-globals.ts'
import { startServer, type RunningServer, type StartServerOptions } from '../../support/start-server.ts'
import { pageNetwork, type PageNetwork } from './page-network.ts'
import { stoppableClock } from './stoppable-clock.ts'

export const transports = ['websocket', 'long-polling'] as const satisfies readonly CometdTransportType[]

export interface PageOptions extends Omit<CometdTransportOptions, 'url' | 'clock' | 'network'> {
  /** Give two pages the same one, and they are two tabs, or one page before and after a reload. @default a new one */
  readonly storage?: SessionStorage
  readonly outbox?: { readonly maxMessages: number }
  /** What the page's chat uses in place of the transport itself. */
  readonly wrap?: (transport: ChatTransport) => ChatTransport
}

/** A visitor's page, with a line to the server of its own. */
export interface VisitorPage {
  readonly chat: Chat
  readonly line: FaultProxy
  /** How many timers of the page are waiting. */
  readonly timers: number
  /** How many listeners to the network and to the page itself there are. */
  readonly listeners: number
  /** What the browser tells the page of the network and of itself. */
  readonly network: PageNetwork
  /** The machine sleeps for this long, and the page with it, which is told when it is shown again. */
  sleep(ms: number): void
  /** The page goes away, as in a reload: `pagehide`, then nothing of it runs, and its connections end without a goodbye. */
  unload(): Promise<void>
}

export interface Scene {
  readonly server: RunningServer
  openPage(options?: PageOptions): Promise<VisitorPage>
}

/** The reference server, and pages that reach it over the transports given, for the current test. */
export async function servePages(
  overTransports: CometdTransportType | readonly CometdTransportType[],
  serverOptions: StartServerOptions = {},
): Promise<Scene> {
  installBrowserGlobals()
  const server = await startServer(serverOptions)

  async function openPage(options: PageOptions = {}): Promise<VisitorPage> {
    const { storage = memoryStorage(), outbox, wrap = (transport) => transport, ...transportOptions } = options
    const line = await startFaultProxy(server.port)
    const clock = stoppableClock()
    const network = pageNetwork()
    onCleanup(() => clock.stop())
    const transport = cometdTransport({
      transports: [overTransports].flat(),
      ...transportOptions,
      url: `http://${line.host}:${line.port}/cometd`,
      clock,
      network,
    })
    return {
      chat: createChat({ transport: wrap(transport), storage, clock, network, ...(outbox && { outbox }) }),
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
