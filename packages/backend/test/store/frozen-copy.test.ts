import { expect, it } from 'vitest'
import { frozenCopy } from '../../src/store/frozen-copy.ts'

it('copies a JSON value, names like `__proto__` included, so that neither changes with the other', () => {
  const value = JSON.parse('{"__proto__":{"a":1},"list":[{"b":null},"c",2,true]}') as { list: unknown[] }
  const copy = frozenCopy(value)
  expect(JSON.stringify(copy)).toBe(JSON.stringify(value))
  value.list.push('later')
  expect(copy.list).toHaveLength(4)
  expect(() => copy.list.push('in the copy')).toThrow(TypeError)
  expect(Object.isFrozen(copy.list[0])).toBe(true)
})
