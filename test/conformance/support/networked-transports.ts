import { startSseFarSide, startWebSocketFarSide } from '../../../examples/custom-transport/test/far-sides.ts'
import { onCleanup } from '../../support/cleanup.ts'
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

export const cometdHandedOn: NetworkedTransport = {
  name: 'CometD over long-polling, by way of another server',
  module: moduleOf('cometd-long-polling'),
  startFarSide: (pageOrigin) => startReferenceFarSide({ carrier: 'requests', pageOrigin, handedOn: true }),
}

const serverSentEvents: NetworkedTransport = {
  name: 'Server-Sent Events',
  module: moduleOf('server-sent-events'),
  startFarSide: (pageOrigin) => started(startSseFarSide({ allowedOrigins: [pageOrigin] })),
}

const plainWebSocket: NetworkedTransport = {
  name: 'WebSocket',
  module: moduleOf('web-socket'),
  startFarSide: (pageOrigin) => started(startWebSocketFarSide({ allowedOrigins: [pageOrigin] })),
}

/** The SDK's own, which every browser is tried with. */
export const ownTransports: readonly NetworkedTransport[] = [cometdOverWebSocket, cometdOverLongPolling]

/** Those of the examples as well. */
export const networkedTransports: readonly NetworkedTransport[] = [...ownTransports, serverSentEvents, plainWebSocket]

async function started<Running extends { close(): Promise<void> }>(starting: Promise<Running>): Promise<Running> {
  const running = await starting
  onCleanup(() => running.close())
  return running
}
