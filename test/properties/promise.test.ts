import { beforeAll, describe, expect, it } from 'vitest'
import { findFailure } from './check.ts'
import { hashPromptly } from './world/prompt-hashing.ts'

const { PROPERTY_RUNS, PROPERTY_SEED } = process.env

beforeAll(hashPromptly)

describe('whatever happens to a chat', () => {
  it('nothing said is lost, nothing is doubled, and every page knows whether its line is open', async () => {
    const seed = PROPERTY_SEED === undefined ? undefined : Number(PROPERTY_SEED)
    const failure = await findFailure({ runs: Number(PROPERTY_RUNS ?? 250), seed })
    expect(failure?.report).toBeUndefined()
  })
})
