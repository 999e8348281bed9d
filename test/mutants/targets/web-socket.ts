import { WebSocket } from 'ws'
import { webSocketLink } from '../../../examples/custom-transport/src/web-socket-link.ts'
import { startWebSocketFarSide } from '../../../examples/custom-transport/test/far-sides.ts'
import type { StartTarget } from './target.ts'

export const start: StartTarget = async () => {
  Object.assign(globalThis, { WebSocket }) // Node has its own from version 22 on
  const { url, far } = await startWebSocketFarSide()
  return { name: 'WebSocket', open: webSocketLink(url), far }
}
