import { defineConformanceTests } from '@chat-transport/conformance'
import { afterAll, describe, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { webSocketLink } from '../../examples/custom-transport/src/web-socket-link.ts'
import { startWebSocketFarSide } from '../../examples/custom-transport/test/far-sides.ts'
import { deadlineMs } from './support/conforms-in-node.ts'

vi.stubGlobal('WebSocket', WebSocket) // Node has its own from version 22 on
afterAll(() => void vi.unstubAllGlobals())
const { url, far, close } = await startWebSocketFarSide()
afterAll(close)

defineConformanceTests({ name: 'WebSocket', open: webSocketLink(url), far }, { describe, it }, { deadlineMs })
