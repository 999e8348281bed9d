import { describe, expect, it } from 'vitest'
import { rulesRemoved } from './alterations.ts'
import { findFailure } from './check.ts'

/** The property must notice each of them within a few histories. That shows that it looks in the right places. */
const runs = 800

describe('the promise breaks without the rule that', () => {
  it.each(Object.entries(rulesRemoved))('%s', async (_rule, { by, favors }) => {
    const failure = await findFailure({ runs, alterations: by, favored: favors, shrink: false })
    expect(failure?.wrongs).not.toEqual([])
    expect(failure).toBeDefined()
  })
})
