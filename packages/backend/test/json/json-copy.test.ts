import { describe, expect, it } from 'vitest'
import { jsonCopy, jsonText, parseJson } from '../../src/json/json-copy.ts'

const nested = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`)

describe('a JSON copy', () => {
  it('does not change with its original', () => {
    const original = { tags: ['new'], missing: undefined }
    const copy = jsonCopy('data', original)
    original.tags.push('changed')
    expect(copy).toEqual({ tags: ['new'] })
    expect(copy).not.toHaveProperty('missing')
  })

  it.each<[unknown, string]>([
    [() => 1, 'data: expected a JSON value, got function'],
    [{ amount: 1n }, 'data: expected a JSON value, got a cycle, a bigint or one nested too deeply'],
    [nested(101), 'data: expected a JSON value nested at most 100 levels deep'],
  ])('of %o is not made', (value, message) => {
    expect(() => jsonCopy('data', value)).toThrow(new TypeError(message))
  })
})

describe('JSON text', () => {
  it('has a bound in bytes', () => {
    expect(jsonText('data', 'wörd', 7)).toBe('"wörd"')
    expect(() => jsonText('data', 'a word', 5)).toThrow(new TypeError('data: expected at most 5 bytes of JSON, got 8'))
  })

  it('is read up to a bound in values, at whatever depth they are', () => {
    const json = JSON.stringify({ list: [{}, [], null, { deep: [1, 2] }] })
    expect(parseJson('data', json, 9)).toEqual(JSON.parse(json))
    expect(() => parseJson('data', json, 8)).toThrow(new TypeError('data: expected a JSON value of at most 8 values'))
  })
})
