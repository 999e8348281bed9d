import { expect, test } from 'vitest'
import { budgets } from '../../scripts/sizes/budgets.mjs'
import { sizes } from '../../scripts/sizes/sizes.mjs'

test('every entry of the packages keeps to its budget, and every budget is that of an entry', async () => {
  const measured = await sizes()
  expect(measured.map(({ name }) => name).sort()).toEqual(Object.keys(budgets).sort())
  expect(measured.filter(({ gzipBytes, budget = 0 }) => gzipBytes > budget)).toEqual([])
})
