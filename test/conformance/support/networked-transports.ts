import type { NetworkedTransport } from './networked-transport.ts'
import { startReferenceFarSide } from './reference-far-side.ts'

const moduleOf = (name: string) => new URL(`../transports/${name}.ts`, import.meta.url)

export const cometdOverWebSocket: NetworkedTransport = {
  name: 'CometD over WebSocket',
  module: moduleOf('cometd-websocket'),
  startFarSide: (pageOrigin) => startReferenceFarSide({ carrier: 'socket', pageOrigin }),
}

export const cometdOverLongPolling: NetworkedTransport = {
  name: 'CometD over long-polling',
  module: moduleOf('cometd-long-polling'),
  startFarSide: (pageOrigin) => startReferenceFarSide({ carrier: 'requests', pageOrigin }),
}

/** Those that browsers are tried with. */
export const networkedTransports: readonly NetworkedTransport[] = [cometdOverWebSocket, cometdOverLongPolling]
