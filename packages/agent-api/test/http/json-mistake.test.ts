import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mistakeIn } from '../../src/http/json-mistake.ts'

test.each([
  ['', 'line 1, column 1: expected a value'],
  ['nonsense', 'line 1, column 1: expected a value'],
  ['{ text: "x" }', 'line 1, column 3: expected a name in double quotes or }'],
  ['{\n  "text": "x"\n  "to": 1\n}', 'line 3, column 3: expected a comma or }'],
  ['{ "text" "x" }', 'line 1, column 10: expected a colon'],
  ['{ "text": "x", }', 'line 1, column 16: expected a name in double quotes'],
  ['{ "text": \'x\' }', 'line 1, column 11: expected a value'],
  ['{ "list": [1, ] }', 'line 1, column 15: expected a value'],
  ['{ "list": [1 2] }', 'line 1, column 14: expected a comma or ]'],
  ['[', 'line 1, column 2: expected a value or ]'],
  ['{ "text": "a\nb" }', 'line 1, column 11: expected a value'],
  [String.raw`{ "text": "\x" }`, 'line 1, column 11: expected a value'],
  ['{ "number": 01 }', 'line 1, column 13: expected a value'],
  ['{} {}', 'line 1, column 4: expected nothing more'],
  ['{ "list": [1}', 'line 1, column 13: expected a comma or ]'],
  ['{ "at": }', 'line 1, column 9: expected a value'],
])('%j: %s', (text, mistake) => expect(mistakeIn(text)).toBe(mistake))

test('a long text, and one that is nested deeply, is looked through without end or harm', () => {
  expect(mistakeIn(`"${'a'.repeat(1_000_000)}`)).toBe('line 1, column 1: expected a value')
  expect(mistakeIn('['.repeat(1_000_000))).toBe('line 1, column 1000001: expected a value or ]')
})

test('the place is never before what is JSON still', () => {
  fc.assert(
    fc.property(fc.json(), fc.string(), (json, rest) => {
      const text = `[${json} ${rest}`
      const place = /^line (\d+), column (\d+)/.exec(mistakeIn(text))
      if (isJson(text)) return true
      const offset =
        text
          .split('\n')
          .slice(0, Number(place?.[1]) - 1)
          .join('\n').length + Number(place?.[2])
      return offset > `[${json}`.length
    }),
  )
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
