import { cometdTransport, type CometdTransportType } from '@chat-transport/cometd'
import type { SessionStore } from '@chat-transport/backend'
import { createChat, memoryStorage, type Chat } from '@chat-transport/core'
import { sharedStore, type SharedStore } from '../../packages/backend/test/support/shared-store.ts'
import { startBalancer, type Balancer, type BalancerOptions } from './balancer.ts'
import { freePort } from './free-port.ts'
import { installBrowserGlobals } from './node-browser-globals.ts'
import { startServer, type RunningServer, type StartServerOptions } from './start-server.ts'

export const instanceSecret = 'kept-by-all-servers-of-this-test-and-by-nobody-else'

export interface BalancedServers {
  readonly store: SharedStore
  readonly servers: readonly RunningServer[]
  readonly balancer: Balancer
  /** The chat of a page that reaches the servers through the balancer alone. */
  openChat(transport?: CometdTransportType): Chat
}

export interface BalancedOptions extends BalancerOptions {
  /** @default 3 */
  readonly count?: number
  readonly server?: StartServerOptions
  /**
   * The store of the next server.
   * @default the one in memory for all of them
   */
  readonly nextStore?: () => Promise<SessionStore>
}

/** Servers on one store, which know of each other what `instance` says, behind a balancer without sticky sessions. */
export async function serveBalanced({
  count = 3,
  server,
  nextStore,
  ...balancing
}: BalancedOptions = {}): Promise<BalancedServers> {
  const store = sharedStore()
  const ports = await Promise.all(Array.from({ length: count }, freePort))
  const servers = await Promise.all(
    ports.map(async (port, place) =>
      startServer({
        store: (await nextStore?.()) ?? store,
        port,
        closeTimeoutMs: 500,
        instance: { name: `n${place}`, address: `http://127.0.0.1:${port}`, secret: instanceSecret },
        ...server,
      }),
    ),
  )
  const balancer = await startBalancer(ports, balancing)
  return {
    store,
    servers,
    balancer,
    openChat(transport = 'long-polling') {
      installBrowserGlobals()
      return createChat({
        transport: cometdTransport({ url: `${balancer.origin}/cometd`, transports: [transport] }),
        storage: memoryStorage(),
      })
    },
  }
}
