import { formatServerReport, runServerConformance } from '@chat-transport/conformance/server'
import { describe, expect, it } from 'vitest'
import { onCleanup } from '../support/cleanup.ts'
import { startServer } from '../support/start-server.ts'
import { startBayeuxProxy } from './broken-servers/bayeux-proxy.ts'

const noticed = { channel: '/service/chat', data: { type: 'EventAcmeNoticed' } }

describe('the kit blames no server', () => {
  it('that sends an event along with the handshake reply, before the first /meta/connect is replied to', async () => {
    const { url } = await startServer()
    const proxy = await startBayeuxProxy(url, () => ({
      reply: (messages) =>
        messages.some(({ channel }) => channel === '/meta/handshake') ? [...messages, noticed] : messages,
    }))
    onCleanup(proxy.close)
    const report = await runServerConformance({ url: proxy.url, transports: ['long-polling'], only: ['P55', 'P75'] })
    expect(report.passed, formatServerReport(report)).toBe(true)
    expect(report.totals).toMatchObject({ passed: 8, 'not run': 0 })
  })
})
