import { beforeAll, describe, expect, it } from 'vitest'
import { rulesRemoved } from './alterations.ts'
import { findFailure } from './check.ts'
import { hashPromptly } from './world/prompt-hashing.ts'

/** The property has to see each of them; that it sees them soon, in few histories, says that it looks in the right places. */
const runs = 800

beforeAll(hashPromptly)

describe('the promise breaks without the rule that', () => {
  it.each(Object.entries(rulesRemoved))('%s', async (_rule, { by, favors }) => {
    const failure = await findFailure({ runs, alterations: by, favored: favors, shrink: false })
    expect(failure?.wrongs).not.toEqual([])
    expect(failure).toBeDefined()
  })
})
