import { describe, expect, it } from 'vitest'
import { checkArgument } from '@chat-transport/core'
import { changedPlan, noFaults, planChanges, type FaultPlan } from '../src/fault-plan.ts'

describe('a fault plan', () => {
  it('changes by what is given, and by nothing that is undefined', () => {
    const changes = { delayMs: 20, refuse: undefined } as unknown as Partial<FaultPlan>
    expect(changedPlan({ ...noFaults, refuse: true }, changes)).toEqual({
      ...noFaults,
      refuse: true,
      delayMs: 20,
    })
  })

  it('cannot be changed behind the back of those who check it', () => {
    expect(() => Object.assign(changedPlan(noFaults, {}), { delayMs: -1 })).toThrow(TypeError)
  })

  const wrong: readonly [changes: object, Failure: typeof TypeError | typeof RangeError, says: RegExp][] = [
    [{ delay: 5 }, TypeError, /plan.delay: there is no such option/],
    [{ refuse: 1 }, TypeError, /refuse: expected a boolean, got 1/],
    [{ blackHole: 'yes' }, TypeError, /blackHole: expected a boolean, got string/],
    [{ cutAfterEvents: 0 }, RangeError, /cutAfterEvents: expected a whole number of at least 1, or null, got 0/],
    [{ delayMs: -1 }, RangeError, /delayMs: expected a number of milliseconds/],
    [{ jitterMs: Infinity }, RangeError, /jitterMs/],
    [{ duplicate: 1.1 }, RangeError, /duplicate: expected a number from 0 to 1, got 1.1/],
    [{ reorder: '1' }, TypeError, /reorder: expected a number/],
  ]
  it.each(wrong)('refuses %j by name', (changes, Failure, says) => {
    const change = () => checkArgument('plan', changes, planChanges)
    expect(change).toThrow(Failure)
    expect(change).toThrow(says)
  })

  it('has to be an object', () => {
    expect(() => checkArgument('plan', null, planChanges)).toThrow('plan: expected an object, got null')
  })
})
