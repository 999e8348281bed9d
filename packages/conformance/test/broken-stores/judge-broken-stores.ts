import {
  formatStoreCase,
  formatStoreReport,
  runStoreConformance,
  storeCases,
  storeRuleIds,
} from '@chat-transport/conformance/stores'
import { describe, expect, it } from 'vitest'
import { durableStore } from './durable-store.ts'
import { brokenStores } from './index.ts'

/**
 * Judges the broken stores of some rules, so that several files can share the work: part 1, 2 … of so many. Each store fails its own
 * rule alone, so a case can only be failed by the stores of its rule: what a part says of its rules needs no other part.
 */
export function judgeBrokenStores({ part, of }: { readonly part: number; readonly of: number }): void {
  const rules = storeRuleIds.filter((rule) => partOf(rule, of) === part)
  const stores = brokenStores.filter(({ rule }) => rules.includes(rule))
  const failedBySome = new Set<string>()

  describe('each broken store fails its rule and no other', { timeout: 60_000 }, () => {
    it.each(stores)('$rule $name: $bug', async ({ rule, name, make }) => {
      const report = await runStoreConformance(durableStore(name, make), isOfBus(rule) ? { deadlineMs: 1_000 } : {})
      const failed = report.cases.filter(({ verdict }) => verdict === 'failed')
      const others = report.cases.filter((each) => each.rule !== rule && /failed|harness error/.test(each.verdict))
      for (const { id } of failed) failedBySome.add(id)
      expect(others.map(formatStoreCase).join('\n\n')).toBe('')
      expect([...new Set(failed.map((each) => each.rule))], formatStoreReport(report)).toEqual([rule])
    })

    it('under a name of its own', () => {
      expect(new Set(stores.map(({ rule, name }) => `${rule}/${name}`)).size).toBe(stores.length)
    })

    it('so that every rule is broken by at least one', () => {
      expect(rules.filter((id) => !stores.some(({ rule }) => rule === id))).toEqual([])
    })

    it('and every case is failed by at least one', () => {
      const cases = storeCases.filter(({ rule }) => rules.includes(rule)).map(({ id }) => id)
      expect(cases.filter((id) => !failedBySome.has(id))).toEqual([])
    })
  })
}

/** What is not told is waited for until the deadline. */
const isOfBus = (rule: string) => rule === 'S28' || rule === 'S29'

/** Rules in a row are one part, and all parts have about as many stores. */
function partOf(rule: (typeof storeRuleIds)[number], parts: number): number {
  const before = brokenStores.filter((each) => storeRuleIds.indexOf(each.rule) < storeRuleIds.indexOf(rule))
  return Math.min(parts, 1 + Math.floor((parts * before.length) / brokenStores.length))
}
