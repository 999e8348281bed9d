import { expect, it } from 'vitest'
import { RecentSet } from '../../src/store/recent-set.ts'

it('knows the entries added last', () => {
  const recent = new RecentSet(2)
  for (const entry of ['a', 'b', 'b', 'c']) recent.add(entry)
  expect(['a', 'b', 'c'].map((entry) => recent.has(entry))).toEqual([false, true, true])
})
