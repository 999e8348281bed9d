import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toJson } from '../../src/index.ts'

const values: readonly unknown[] = [
  ['a', ['b', 1], { c: ['d'] }],
  { at: new Date(0), none: undefined, nothing: null, flag: true, list: [undefined, null] },
  'text',
  7,
  null,
  [],
  { toJSON: () => 'its own' },
]

it.each(values)('writes %j as JSON.stringify does', (value) => {
  expect(toJson(value)).toBe(JSON.stringify(value))
})

describe('where the page has given arrays and texts a toJSON', () => {
  const owners: readonly object[] = [Array.prototype, String.prototype]
  const write = (value: unknown) => JSON.stringify(value)
  const expected = values.map(write)

  beforeEach(() => {
    for (const owner of owners) {
      Object.defineProperty(owner, 'toJSON', { configurable: true, writable: true, value: () => 'not what was given' })
    }
  })
  afterEach(() => {
    for (const owner of owners) Reflect.deleteProperty(owner, 'toJSON')
  })

  it('writes the same, while JSON.stringify does not', () => {
    const written = values.map(toJson)
    const byThePlatform = write([1])
    for (const owner of owners) Reflect.deleteProperty(owner, 'toJSON')
    expect([written, byThePlatform]).toEqual([expected, '"not what was given"'])
  })
})
