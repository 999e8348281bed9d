import {
  formatStoreCase,
  formatStoreReport,
  runStoreConformance,
  storeCases,
  storeRuleIds,
} from '@chat-transport/conformance/stores'
import { describe, expect, it } from 'vitest'
import { brokenStores } from '../broken-stores/index.ts'
import { durableStore } from '../broken-stores/durable-store.ts'

const failedBySome = new Set<string>()

describe('each broken store fails its rule and no other', { timeout: 60_000 }, () => {
  it.each(brokenStores)('$rule $name: $bug', async ({ rule, name, make }) => {
    const report = await runStoreConformance(durableStore(name, make))
    const failed = report.cases.filter(({ verdict }) => verdict === 'failed')
    const others = report.cases.filter((each) => each.rule !== rule && /failed|harness error/.test(each.verdict))
    for (const { id } of failed) failedBySome.add(id)
    expect(others.map(formatStoreCase).join('\n\n')).toBe('')
    expect([...new Set(failed.map((each) => each.rule))], formatStoreReport(report)).toEqual([rule])
  })

  it('under a name of its own', () => {
    expect(new Set(brokenStores.map(({ rule, name }) => `${rule}/${name}`)).size).toBe(brokenStores.length)
  })

  it('so that every rule is broken by at least one', () => {
    expect(storeRuleIds.filter((id) => !brokenStores.some(({ rule }) => rule === id))).toEqual([])
  })

  it('and every case is failed by at least one', () => {
    expect(storeCases.map(({ id }) => id).filter((id) => !failedBySome.has(id))).toEqual([])
  })
})
