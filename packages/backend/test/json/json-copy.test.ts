import { describe, expect, it } from 'vitest'
import { jsonCopy } from '../../src/json/json-copy.ts'

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
    ['a word', 'data: expected at most 5 bytes of JSON, got 8'],
  ])('of %o is not made', (value, message) => {
    expect(() => jsonCopy('data', value, typeof value === 'string' ? 5 : undefined)).toThrow(new TypeError(message))
  })
})
