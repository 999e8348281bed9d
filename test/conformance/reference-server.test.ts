import { formatServerReport, runServerConformance } from '@chat-transport/conformance/server'
import { expect, test } from 'vitest'
import { unreliableStore } from '../../packages/backend/test/support/unreliable-store.ts'
import { startServer } from '../support/start-server.ts'
import { referenceHand } from './support/reference-hand.ts'
import { serveHand } from './support/serve-hand.ts'

test.each(['websocket', 'long-polling'] as const)(
  'the reference server keeps every rule that can be seen from outside, over %s',
  async (transport) => {
    let isOut = false
    const store = unreliableStore(() => (isOut ? 'refused' : 'none'))
    const server = await startServer({ store, sessionTimeoutMs: 4_000 })
    const hand = await serveHand(referenceHand(server, (value) => (isOut = value)))

    const report = await runServerConformance({ url: server.url, transports: [transport], hand })

    expect(report.passed, formatServerReport(report)).toBe(true)
    expect(report.totals['not run'], formatServerReport(report)).toBe(0)
    expect(report.handProblems).toEqual({})
  },
  180_000,
)
