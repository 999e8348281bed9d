import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  formatServerReport,
  runServerConformance,
  serverRuleIds,
  type ServerReport,
  type ServerRuleId,
} from '@chat-transport/conformance/server'
import { createChatServer } from '@chat-transport/server'
import { describe, expect, it, vi } from 'vitest'
import { startBayeuxProxy } from './broken-servers/bayeux-proxy.ts'
import { faultyBackend, type BrokenServer } from './broken-servers/broken-server.ts'
import { brokenServers } from './broken-servers/index.ts'

const longestMs = 400_000

/** Many cases of one kind, which take most of a run: only where they are what a fault is about. */
const costly: readonly ServerRuleId[] = ['P31', 'P54', 'P59']

async function judge({
  name,
  rules,
  cases = rules,
  transport = 'websocket',
  backend,
  bayeux,
  options,
}: BrokenServer): Promise<ServerReport> {
  const only = [...serverRuleIds.filter((rule) => !costly.includes(rule) && !rules.includes(rule)), ...cases]
  const { backend: faulty, real, control } = faultyBackend(backend)
  const httpServer = createServer()
  const server = createChatServer({ heartbeatMs: 400, ...options, backend: faulty }).attach(httpServer)
  httpServer.listen(0, '127.0.0.1')
  await once(httpServer, 'listening')
  const own = `http://127.0.0.1:${(httpServer.address() as AddressInfo).port}/cometd`
  const proxy = bayeux && (await startBayeuxProxy(own, bayeux))
  try {
    const url = proxy?.url ?? own
    return await runServerConformance({ name, url, transports: [transport], control, deadlineMs: 8_000, only })
  } finally {
    proxy?.close()
    await server.close()
    await real.close()
    httpServer.closeAllConnections()
    httpServer.close()
  }
}

const brokenRules = ({ rules }: ServerReport) =>
  rules.filter(({ verdict }) => verdict === 'failed').map(({ rule }) => rule)

// A run mostly waits: ten keep one core about half busy.
vi.setConfig({ maxConcurrency: 10 })

describe('the kit blames the right rule of a server that', () => {
  it.concurrent.each(brokenServers)(
    '$bug ($name)',
    async (broken) => {
      const report = await judge(broken)
      expect(brokenRules(report).sort(), formatServerReport(report)).toEqual([...broken.rules].sort())
    },
    longestMs,
  )

  it('names every fault once', () => {
    expect(new Set(brokenServers.map(({ name }) => name)).size).toBe(brokenServers.length)
  })
})
