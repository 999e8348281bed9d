import { formatServerReport, runServerConformance } from '@chat-transport/conformance/server'
import { describe, test, vi } from 'vitest'
import { unreliableStore } from '../../packages/backend/test/support/unreliable-store.ts'
import { inScope } from '../support/cleanup.ts'
import { startServer } from '../support/start-server.ts'
import { tokenLogin } from '../support/token-login.ts'
import { referenceControl } from './support/reference-control.ts'
import { serveControl } from './support/serve-control.ts'

describe.concurrent('the reference server keeps every rule that can be seen from outside', () => {
  test.for(['websocket', 'long-polling'] as const)(
    'over %s',
    { timeout: 180_000 },
    (transport, { onTestFinished, expect }) =>
      inScope(onTestFinished, async () => {
        let isOut = false
        const store = unreliableStore(() => (isOut ? 'refused' : 'none'))
        const create = vi.fn(store.create)
        const login = tokenLogin()
        const { authenticate } = login
        const server = await startServer({ store: { ...store, create }, sessionTimeoutMs: 4_000, authenticate })
        const setOutage = (value: boolean) => (isOut = value)
        const control = await serveControl(referenceControl(server, { login, setOutage }))

        const report = await runServerConformance({ url: server.url, transports: [transport], control })

        expect(report.passed, formatServerReport(report)).toBe(true)
        expect(report.totals['not run'], formatServerReport(report)).toBe(0)
        expect(report.controlProblems).toEqual({})
        expect(report.startLimit).toBeUndefined()
        expect(create.mock.calls.length, 'the sessions that the kit says it starts').toBeLessThanOrEqual(240)
      }),
  )
})
