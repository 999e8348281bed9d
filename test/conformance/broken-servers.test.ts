import {
  formatServerReport,
  runServerConformance,
  type ServerReport,
  type ServerRuleId,
} from '@chat-transport/conformance/server'
import { describe, expect, it, vi } from 'vitest'
import { serverRuleIds } from '../../packages/conformance/src/server/rules/server-rules.ts'
import type { BrokenServer } from './broken-servers/broken-server.ts'
import { brokenServers } from './broken-servers/index.ts'
import { startBrokenServer } from './broken-servers/start-broken-server.ts'

const longestMs = 400_000

/** Many cases of one kind, which take most of a run: only where they are what a fault is about. */
const costly: readonly ServerRuleId[] = ['P31', 'P54', 'P59']

async function judge(broken: BrokenServer): Promise<ServerReport> {
  const { name, rules, cases = rules, transport = 'websocket' } = broken
  const only = [...serverRuleIds.filter((rule) => !costly.includes(rule) && !rules.includes(rule)), ...cases]
  const { url, control, close } = await startBrokenServer(broken)
  try {
    return await runServerConformance({ name, url, transports: [transport], control, deadlineMs: 8_000, only })
  } finally {
    await close()
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
      if (broken.store ?? broken.hasLogin) expect(report.controlProblems).toEqual({})
    },
    longestMs,
  )

  it('names every fault once', () => {
    expect(new Set(brokenServers.map(({ name }) => name)).size).toBe(brokenServers.length)
  })
})
