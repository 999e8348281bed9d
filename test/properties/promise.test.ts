import { describe, expect, it } from 'vitest'
import { findFailure } from './check.ts'

/** Every run plays the same histories, so that a failure comes from a change. `random` plays new ones. */
const { PROPERTY_RUNS = '400', PROPERTY_SEED = '1' } = process.env

describe('whatever happens to a chat', () => {
  it('nothing said is lost, nothing is doubled, and every page knows whether its line is open', async () => {
    const seed = PROPERTY_SEED === 'random' ? undefined : Number(PROPERTY_SEED)
    const failure = await findFailure({ runs: Number(PROPERTY_RUNS), seed })
    expect(failure?.report).toBeUndefined()
  })
})
