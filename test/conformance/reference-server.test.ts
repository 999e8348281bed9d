import { formatServerReport, runServerConformance } from '@chat-transport/conformance/server'
import { describe, test } from 'vitest'
import { unreliableStore } from '../../packages/backend/test/support/unreliable-store.ts'
import { inScope } from '../support/cleanup.ts'
import { startServer } from '../support/start-server.ts'
import { referenceHand } from './support/reference-hand.ts'
import { serveHand } from './support/serve-hand.ts'

describe.concurrent('the reference server keeps every rule that can be seen from outside', () => {
  test.for(['websocket', 'long-polling'] as const)(
    'over %s',
    { timeout: 180_000 },
    (transport, { onTestFinished, expect }) =>
      inScope(onTestFinished, async () => {
        let isOut = false
        const store = unreliableStore(() => (isOut ? 'refused' : 'none'))
        const server = await startServer({ store, sessionTimeoutMs: 4_000 })
        const hand = await serveHand(referenceHand(server, (value) => (isOut = value)))

        const report = await runServerConformance({ url: server.url, transports: [transport], hand })

        expect(report.passed, formatServerReport(report)).toBe(true)
        expect(report.totals['not run'], formatServerReport(report)).toBe(0)
        expect(report.handProblems).toEqual({})
      }),
  )
})
