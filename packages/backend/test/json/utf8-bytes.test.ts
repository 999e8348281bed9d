import fc from 'fast-check'
import { expect, it } from 'vitest'
import { utf8Bytes } from '../../src/json/utf8-bytes.ts'

it('measures text in UTF-8', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(utf8Bytes(text)).toBe(new TextEncoder().encode(text).length)
    }),
  )
})
