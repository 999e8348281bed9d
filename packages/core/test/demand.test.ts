import { describe as suite, expect, it } from 'vitest'
import {
  aBoolean,
  aFunction,
  anObject,
  aRecord,
  demand,
  describe,
  listOf,
  milliseconds,
  objectWith,
  oneOf,
  optional,
  text,
  wholeNumber,
  type Demand,
} from '../src/demand.ts'

const texts = listOf(text, 'a list of strings')
const cases: readonly [name: string, wanted: Demand, good: readonly unknown[], bad: readonly unknown[]][] = [
  ['milliseconds', milliseconds, [0, 0.5, 3000], [-1, NaN, Infinity, '3', null, undefined]],
  ['a whole number', wholeNumber, [1, 100], [0, -1, 1.5, NaN, Infinity, '1', null, undefined]],
  ['text', text, ['', 'a'], [1, null, undefined, {}]],
  ['a function', aFunction, [() => 1], [{}, 'f', null, undefined]],
  ['an object', anObject, [{}, []], ['a', 1, null, undefined]],
  ['an object with functions', objectWith('a', 'b'), [{ a() {}, b() {} }], [{ a() {} }, { a: 1, b() {} }, null, 'x']],
  ['a record', aRecord, [{}], [[], 'a', null, undefined]],
  ['yes or no', aBoolean, [true, false], [0, 'true', null, undefined]],
  ['one of some', oneOf('a', 'b'), ['a', 'b'], ['c', '', 1, null, undefined]],
  ['a list', texts, [[], ['a']], [['a', 1], 'a', {}, null]],
  ['a list of one or more', listOf(text, 'a list', 1), [['a']], [[], [1]]],
  ['something optional', optional(text), ['a', undefined], [null, 1]],
]

suite('a demand for', () => {
  it.each(cases)('%s lets pass what holds', (_name, wanted, good) => {
    for (const value of good) expect(() => demand('it', value, wanted)).not.toThrow()
  })
  it.each(cases)('%s refuses what does not, by name', (...[, wanted, , bad]) => {
    for (const value of bad) expect(() => demand('it', value, wanted)).toThrow(`it: expected ${wanted.expected}, got `)
  })
  it('a number answers one out of range with a RangeError, anything else with a TypeError', () => {
    expect(() => demand('it', -1, milliseconds)).toThrow(RangeError)
    expect(() => demand('it', -1, optional(wholeNumber))).toThrow(RangeError)
    expect(() => demand('it', '1', milliseconds)).toThrow(TypeError)
    expect(() => demand('it', 1, text)).toThrow(TypeError)
  })
})

suite('describing a value', () => {
  it.each([
    ['text', '"text"'],
    ['x'.repeat(60), `"${'x'.repeat(40)}…"`],
    [42, '42'],
    [null, 'null'],
    [undefined, 'undefined'],
    [Symbol('s'), 'Symbol(s)'],
    [[1], 'an array'],
    [{ a: 1 }, 'an object'],
    [Object.create(null), 'an object'],
    [() => 1, 'a function'],
  ])('says %o in a few words', (value: unknown, words) => {
    expect(describe(value)).toBe(words)
  })
})
