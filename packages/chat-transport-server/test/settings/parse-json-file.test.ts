import fc from 'fast-check'
import { parse, type ParseError } from 'jsonc-parser'
import { expect, test } from 'vitest'
import { parseJsonFile } from '../../src/settings/parse-json-file.ts'

test.each([
  ['a line without its comma', '{\n  "host": "::"\n  "port": 8080\n}', 'line 3, column 3: expected a comma'],
  ['a name without quotes', '{ port: 8080 }', 'line 1, column 3: expected a name in double quotes'],
  ['a name in single quotes', "{ 'port': 8080 }", 'line 1, column 3: expected a name in double quotes'],
  ['no value', '{ "port": }', 'line 1, column 11: expected a value'],
  ['a line break in a text', '{ "host": "::\n" }', 'line 1, column 14: expected no control character in a text'],
  ['a comment without an end', '{ /* "port": 8080 }', 'line 1, column 3: expected a name in double quotes or }'],
  ['a comma before all values', '{ , "port": 8080 }', 'line 1, column 3: expected a name in double quotes or }'],
  ['a path of Windows', String.raw`{ "dataFolder": "C:\data" }`, String.raw`line 1, column 20: expected one of " \ /`],
  ['no end', '{ "port": 8080', 'line 1, column 15: expected a comma or }'],
  ['an empty file', '', 'line 1, column 1: expected a value'],
  ['something after it', '{ "port": 8080 } }', 'line 1, column 18: expected nothing more'],
])('%s is told by its place, and what is expected there', (_what, text, problem) => {
  expect(() => parseJsonFile('chat.json', text)).toThrow(`chat.json: ${problem}`)
  expect(() => parseJsonFile('chat.json', text)).not.toThrow(/\n/) // What follows from it is not told.
})

test('comments and a last comma are no mistakes', () => {
  expect(parseJsonFile('chat.json', '{ /* here */ "port": 1, // there\n}')).toEqual({ port: 1 })
})

test('what is told to be right is what is read', () => {
  const pieces = ['{', '}', '[', ']', ',', ':', '"a"', '"', '1', 'true', ' ', '\n', '//', '/*', '*/', '*', '/']
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 10 }), (some) => {
      const text = some.join('')
      const errors: ParseError[] = []
      const values: unknown = parse(text, errors, { allowTrailingComma: true })
      if (errors.length > 0) expect(() => parseJsonFile('chat.json', text), text).toThrow('chat.json: line')
      else expect(parseJsonFile('chat.json', text), text).toEqual(values)
    }),
    { numRuns: 1_500 },
  )
})
