import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findJsonMistake } from '../../src/http/json-mistake.ts'

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
  [
    '{ "text": "a\nb" }',
    String.raw`line 1, column 13: expected no control character in a text, where \n is a line break`,
  ],
  [
    String.raw`{ "text": "ab\x" }`,
    String.raw`line 1, column 14: expected one of " \ / b f n r t u after a \, which is written \\`,
  ],
  [String.raw`{ "text": "\u12x4" }`, String.raw`line 1, column 12: expected four hexadecimal digits after \u`],
  [String.raw`{ "te\xt": 1 }`, String.raw`line 1, column 6: expected one of " \ / b`],
  ['{ "text": "abc', 'line 1, column 15: expected double quotes at the end of the text'],
  ['// { "text": "x" }', 'line 1, column 1: expected a value'],
  ['{ "text": nulls }', 'line 1, column 11: expected a value'],
  ['{ "number": 01 }', 'line 1, column 13: expected a value'],
  ['{} {}', 'line 1, column 4: expected nothing more'],
  ['{ "list": [1}', 'line 1, column 13: expected a comma or ]'],
  ['{ "at": }', 'line 1, column 9: expected a value'],
])('%j: %s', (text, mistake) => expect(findJsonMistake(text)).toContain(mistake))

test('a long text, one of many escapes, and one that is nested deeply are looked through without end or harm', () => {
  expect(findJsonMistake(`"${'a'.repeat(1_000_000)}`)).toBe(
    'line 1, column 1000002: expected double quotes at the end of the text',
  )
  expect(findJsonMistake(String.raw`"${String.raw`\n`.repeat(4_000_000)}" 1`)).toContain(
    'column 8000004: expected nothing',
  )
  expect(findJsonMistake('['.repeat(1_000_000))).toBe('line 1, column 1000001: expected a value or ]')
})

test('there is a mistake in what cannot be parsed, and in nothing else', () => {
  const pieces = [
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '"a"',
    '1',
    '-',
    '0',
    '.5',
    'e3',
    'true',
    'null',
    ' ',
    '\n',
    '\\',
    'u00e9',
  ]
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 8 }), fc.json(), (some, json) => {
      for (const text of [some.join(''), `${json}${some.join('')}`, json])
        expect(findJsonMistake(text) === undefined, text).toBe(isJson(text))
    }),
    { numRuns: 500 },
  )
})

test('the place is never before what is JSON still', () => {
  fc.assert(
    fc.property(fc.json(), fc.string(), (json, rest) => {
      const text = `[${json} ${rest}`
      const place = /^line (\d+), column (\d+)/.exec(findJsonMistake(text) ?? '')
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
