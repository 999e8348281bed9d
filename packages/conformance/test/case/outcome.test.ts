import { describe, expect, it } from 'vitest'
import { mustEqual, sameJson } from '../../src/case/outcome.ts'

describe('two values are the same JSON', () => {
  it.each([
    [
      { a: 1, b: [2, null] },
      { b: [2, null], a: 1 },
    ],
    [{ a: 1, b: undefined }, { a: 1 }],
    [[], []],
  ])('%j and %j', (a, b) => {
    expect(sameJson(a, b)).toBe(true)
  })
  it.each([
    [[undefined], []],
    [[1], [1, undefined]],
    [{}, []],
    [{ a: null }, {}],
    [{ a: 1 }, { a: 1, b: 2 }],
    ['1', 1],
  ])('but not %j and %j', (a, b) => {
    expect(sameJson(a, b)).toBe(false)
  })
})

describe('the message about two values that differ', () => {
  it('shows both', () => {
    expect(() => mustEqual([1], [2], 'the list')).toThrow('the list: expected [2], got [1]')
  })
  it('shows where two long values begin to differ', () => {
    const [long, changed] = [{ text: 'ä'.repeat(1_000) }, { text: `${'ä'.repeat(700)}?${'ä'.repeat(299)}` }]
    expect(() => mustEqual(changed, long, 'the event')).toThrow(
      /^the event: expected .*, got .*; they differ from character 709 on: expected "ä+", got "\?ä+"$/,
    )
  })
})
