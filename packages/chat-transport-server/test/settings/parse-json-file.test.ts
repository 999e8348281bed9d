import { expect, test } from 'vitest'
import { parseJsonFile } from '../../src/settings/parse-json-file.ts'

test.each([
  ['a line without its comma', '{\n  "host": "::"\n  "port": 8080\n}', 'line 3, column 3: expected a comma'],
  ['a name without quotes', '{ port: 8080 }', 'line 1, column 3: expected a text in quotes'],
  ['a name in single quotes', "{ 'port': 8080 }", 'line 1, column 3: expected a text in quotes'],
  ['no value', '{ "port": }', 'line 1, column 11: expected a value'],
  ['a path of Windows', String.raw`{ "dataFolder": "C:\data" }`, String.raw`line 1, column 17: expected one of " \ /`],
  ['no end', '{ "port": 8080', 'line 1, column 15: expected a } at the end of the object'],
  ['an empty file', '', 'line 1, column 1: expected a value'],
  ['something after it', '{ "port": 8080 } }', 'line 1, column 18: expected nothing after the settings'],
])('%s is told by its place, and what is expected there', (_what, text, problem) => {
  expect(() => parseJsonFile('chat.json', text)).toThrow(`chat.json: ${problem}`)
  expect(() => parseJsonFile('chat.json', text)).not.toThrow(/\n/) // What follows from it is not told.
})

test('comments and a last comma are no mistakes', () => {
  expect(parseJsonFile('chat.json', '{ /* here */ "port": 1, // there\n}')).toEqual({ port: 1 })
})
