import { PollingTransport } from './polling-transport.ts'
import { SocketTransport } from './socket-transport.ts'
import type { Wire, WireOptions } from './closable-transport.ts'

/** The names that Bayeux gives its connection types. Spelled out, so that our typings never lead into cometd's. */
export type CometdTransportType = 'websocket' | 'long-polling'

export const wires: Readonly<Record<CometdTransportType, new (options: WireOptions) => Wire>> = {
  websocket: SocketTransport,
  'long-polling': PollingTransport,
}
