import { describe, expect, test } from 'vitest'
import { listSettings } from '../../src/schema/list-settings.ts'
import { readSettings } from '../../src/schema/read-settings.ts'
import { secret, setting, unset } from '../../src/schema/setting.ts'
import { listOf, path, port, text, yesOrNo } from '../../src/schema/values.ts'

const group = {
  port: setting(port, 8080, 'A port.'),
  names: setting(listOf(text('a name'), 'a list of names'), [], 'Names.'),
  inner: {
    isOn: setting(yesOrNo, true, 'A switch.'),
    certFile: unset(path, 'none', 'A file.'),
    password: secret(text('a password of 8 characters at least', /^.{8,}$/), 'none', 'A password.'),
  },
}

const problemsOf = (read: () => unknown): readonly string[] => {
  try {
    read()
  } catch (error) {
    return (error as { problems: readonly string[] }).problems
  }
  throw new Error('nothing was wrong')
}

describe('settings', () => {
  test('have defaults', () => {
    expect(readSettings(group, { environment: {} })).toEqual({
      port: 8080,
      names: [],
      inner: { isOn: true, certFile: undefined, password: undefined },
    })
  })

  test('come from the file, and from the environment before that', () => {
    const values = { port: 1, inner: { isOn: false, certFile: 'a.pem' } }
    const environment = { CHAT_PORT: '2', CHAT_NAMES: 'Ada, Grace', CHAT_INNER_CERT_FILE: '' }
    expect(readSettings(group, { file: { name: 'chat.json', values }, environment })).toEqual({
      port: 2,
      names: ['Ada', 'Grace'],
      inner: { isOn: false, certFile: 'a.pem', password: undefined },
    })
  })

  test('have one variable each, in capitals', () => {
    expect(listSettings(group).map(({ key, variable }) => `${key} ${variable}`)).toEqual([
      'port CHAT_PORT',
      'names CHAT_NAMES',
      'inner.isOn CHAT_INNER_IS_ON',
      'inner.certFile CHAT_INNER_CERT_FILE',
      'inner.password CHAT_INNER_PASSWORD',
    ])
  })

  test.each<[unknown, string]>([
    ['8080', 'expected a whole number from 0 to 65535, got "8080"'],
    [1.5, 'expected a whole number from 0 to 65535, got 1.5'],
    [70_000, 'expected a whole number from 0 to 65535, got 70000'],
    [null, 'expected a whole number from 0 to 65535, got null'],
    ['x'.repeat(100), `expected a whole number from 0 to 65535, got "${'x'.repeat(59)}…`],
  ])('that are wrong are told with the value and what would be right: %j', (value, problem) => {
    const read = () => readSettings(group, { file: { name: 'chat.json', values: { port: value } }, environment: {} })
    expect(problemsOf(read)).toEqual([`chat.json: port: ${problem}`])
  })

  test('that are secret are never repeated, under a wrong name neither', () => {
    const values = { inner: { password: 'hunter2', passwort: 'hunter2' }, tokn: { value: 'hunter2' } }
    const environment = { CHAT_INNER_PASWORD: 'hunter2' }
    const problems = problemsOf(() => readSettings(group, { file: { name: 'chat.json', values }, environment }))
    expect(problems).toEqual([
      'chat.json: inner.passwort: there is no such setting. Did you mean inner.password?',
      'chat.json: tokn: there is no such setting. See --help for all of them',
      'CHAT_INNER_PASWORD: there is no such setting. Did you mean CHAT_INNER_PASSWORD?',
      'chat.json: inner.password: expected a password of 8 characters at least, got something else, which is not shown',
    ])
  })

  test('of inherited names are none', () => {
    const file = { name: 'chat.json', values: JSON.parse('{"__proto__":{"port":1},"constructor":1}') as object }
    expect(problemsOf(() => readSettings(group, { file, environment: {} }))).toHaveLength(2)
  })

  test('are checked together as well, with all else that is wrong', () => {
    const read = () => readSettings(group, { environment: { CHAT_PORT: 'x' } }, () => ['they do not go together'])
    expect(problemsOf(read)).toHaveLength(2)
  })
})
