import { PollingTransport } from './polling-transport.ts'
import { SocketTransport } from './socket-transport.ts'
import type { ClosableTransport, ClosableTransportOptions } from './closable-transport.ts'

/** Bayeux's names for its connection types. Written out here so that our typings do not depend on CometD's. */
export type CometdTransportType = 'websocket' | 'long-polling'

export const transports: Readonly<
  Record<CometdTransportType, new (options: ClosableTransportOptions) => ClosableTransport>
> = {
  websocket: SocketTransport,
  'long-polling': PollingTransport,
}
