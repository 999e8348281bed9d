import { memorySessionStore } from '@chat-transport/backend'
import { defineStoreTests, formatStoreReport, runStoreConformance } from '@chat-transport/conformance/stores'
import { describe, expect, it } from 'vitest'
import { durableStore } from '../broken-stores/durable-store.ts'

defineStoreTests(durableStore('a store that outlives its connections'), { describe, it })

describe('a store in memory', () => {
  it('keeps every rule but those of expiry, of a restart and of a second connection, which it does not offer', async () => {
    const report = await runStoreConformance({ name: 'memory', createStore: () => memorySessionStore() })
    const rulesWith = (verdict: string) => [
      ...new Set(report.cases.filter((each) => each.verdict === verdict).map(({ rule }) => rule)),
    ]
    const other = report.cases.filter(({ verdict }) => verdict !== 'passed' && verdict !== 'not offered')
    expect(other, formatStoreReport(report)).toEqual([])
    const kept = rulesWith('passed')
    expect(rulesWith('not offered').filter((rule) => !kept.some((each) => each === rule))).toEqual([
      'S19',
      'S20',
      'S23',
      'S24',
      'S25',
      'S28',
      'S29',
    ])
    expect(kept).toHaveLength(22)
  }, 60_000)
})
