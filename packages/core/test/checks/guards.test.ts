import { describe as suite, expect, it } from 'vitest'
import * as shapes from '../../src/checks/guards.ts'

const {
  aFunction,
  boolean,
  fields,
  list,
  methods,
  milliseconds,
  object,
  oneOf,
  only,
  optional,
  webAddress,
  wholeNumber,
} = shapes
const safeUrls = [
  'https://a.example/?q=a:b',
  'HTTP://a',
  'mailto:a@b.example',
  'tel:+1',
  '',
  '/a:b',
  'a/b',
  '?a:b',
  '#:',
  '//a.example',
  'a',
]
const codeUrls = [
  'javascript:x',
  ' JavaScript:x',
  'java\tscript:x',
  '\u0001javascript:x',
  'java\r\nscript:x',
  'javascript\n:x',
  'vbscript:x',
]
const cases: readonly [name: string, guard: shapes.Guard, good: readonly unknown[], bad: readonly unknown[]][] = [
  ['a string', shapes.string, ['', 'a'], [1, null, undefined, {}]],
  ['a boolean', boolean, [true, false], [0, 'true', null, undefined]],
  ['a function', aFunction, [() => 1], [{}, 'f', null, undefined]],
  ['an object', object, [{}, Object.create(null)], [[], 'a', 1, null, undefined]],
  ['a number', shapes.number, [0, -1.5], [NaN, Infinity, '1', null]],
  ['a number above 0', shapes.positive, [0.5, 1], [0, -1, NaN, '1']],
  ['milliseconds', milliseconds, [0, 0.5, 3000], [-1, NaN, Infinity, '3', null, undefined]],
  ['a whole number', wholeNumber(1), [1, 100, 2 ** 53 - 1], [0, -1, 1.5, NaN, 2 ** 53, '1', null]],
  ['a whole number within bounds', wholeNumber(0, 3), [0, 1, 3], [-1, 4, 1.5, '0', undefined]],
  [
    'a signal',
    shapes.signal,
    [new AbortController().signal, { aborted: false }],
    [{}, new AbortController(), 'x', 1, null],
  ],
  ['one of some', oneOf('a', 'b'), ['a', 'b'], ['c', '', 1, null, undefined]],
  ['methods', methods('a', 'b'), [{ a() {}, b() {} }], [{ a() {} }, { a: 1, b() {} }, null, 'x']],
  ['something optional', optional(shapes.string), ['a', undefined], [null, 1]],
  ['a web address', webAddress, safeUrls, [...codeUrls, 'myapp://x', 'data:text/html,x', 7, null, undefined]],
  ['fields', fields({ a: shapes.string }), [{ a: 'x', b: 1 }], [{}, { a: 1 }, [], null]],
  ['a list', list(shapes.string), [[], ['a']], [['a', 1], 'a', {}, null]],
]

suite('a guard for', () => {
  it.each(cases)('%s finds nothing wrong with what fits', (_name, guard, good) => {
    for (const value of good) expect(guard(value, 'it')).toBeUndefined()
  })
  it.each(cases)('%s says what is wrong with what does not, by its path', (...[, guard, , bad]) => {
    for (const value of bad) expect(guard(value, 'it')?.message).toMatch(/^it(\.a|\[1\])?: expected .+, got .+$/)
  })
  it('what is inside names the whole path', () => {
    expect(fields({ reads: list(fields({ upTo: wholeNumber(0) })) })({ reads: [{ upTo: -1 }] }, '')).toEqual({
      message: 'reads[0].upTo: expected a whole number of at least 0, got -1',
      isRange: true,
    })
  })
  it('a number says of a number that it is out of range, of anything else that it is of another kind', () => {
    const { number, positive } = shapes
    for (const guard of [number, positive, milliseconds, wholeNumber(1), optional(positive)]) {
      expect(guard(-Infinity, 'it')).toMatchObject({ isRange: true })
      expect(guard('1', 'it')).toMatchObject({ isRange: false })
    }
  })
  it('known fields only names the others that have a value', () => {
    const known = only({ a: optional(shapes.string) })
    expect(known({ a: 'x', b: undefined }, 'it')).toBeUndefined()
    expect(known({ a: 1, b: 1 }, 'it')).toEqual({ message: 'it.b: there is no such field' })
    expect(known({ toString: 1 }, 'it')?.message).toBe('it.toString: there is no such field')
    expect(known({ '': 1 }, 'it')?.message).toBe('it.: there is no such field')
    expect(known(null, 'it')?.message).toBe('it: expected an object, got null')
  })
  it('a web address reads schemes as a browser does', () => {
    const schemeOf = (url: string) => new URL(url, 'https://page.example/').protocol
    const harmless = ['http:', 'https:', 'mailto:', 'tel:']
    expect(safeUrls.filter((url) => !harmless.includes(schemeOf(url)))).toEqual([])
    expect(codeUrls.filter((url) => harmless.includes(schemeOf(url)))).toEqual([])
  })
  it('anything never quotes text, which may be private', () => {
    expect(object('my secret', 'it')?.message).toBe('it: expected an object, got string')
  })
})

suite('describing a value', () => {
  it.each([
    ['text', 'string'],
    [42, '42'],
    [null, 'null'],
    [undefined, 'undefined'],
    [Symbol('s'), 'symbol'],
    [[1], 'array'],
    [{ a: 1 }, 'object'],
    [Object.create(null), 'object'],
    [() => 1, 'function'],
  ])('%s is %s', (value, text) => {
    expect(shapes.describe(value)).toBe(text)
  })
})
