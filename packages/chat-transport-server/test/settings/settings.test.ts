import { readFileSync } from 'node:fs'
import { createChatBackend, memorySessionStore } from '@chat-transport/backend'
import { silentLogger } from '@chat-transport/core'
import { createChatServer } from '@chat-transport/server'
import * as v from 'valibot'
import { describe, expect, onTestFinished, test } from 'vitest'
import { help } from '../../src/command/help.ts'
import { listSettings } from '../../src/schema/list-settings.ts'
import { readSettings } from '../../src/schema/read-settings.ts'
import { serverOptions } from '../../src/service/server-options.ts'
import { crossChecks } from '../../src/settings/cross-checks.ts'
import { settings } from '../../src/settings/settings.ts'
import { newFolder } from '../support/run-command.ts'
import { settingsSchema } from '../support/json-schema.ts'
import { settingsPage } from '../support/settings-page.ts'

const file = (name: string) => new URL(`../../${name}`, import.meta.url).pathname
const parts = { store: memorySessionStore(), logger: silentLogger, observer: undefined }
const read = (values: object = {}) => readSettings(settings, { file: { name: 'test', values }, environment: {} })

describe('the settings', () => {
  test('are those of SETTINGS.md', () => expect(settingsPage()).toMatchFileSnapshot(file('SETTINGS.md')))

  test('are those of the schema for editors', () =>
    expect(`${JSON.stringify(settingsSchema(), undefined, 2)}\n`).toMatchFileSnapshot(file('chat.schema.json')))

  test('are all in --help, with their defaults', () => {
    for (const { key, variable } of listSettings(settings)) expect(help()).toContain(`  ${key}  (${variable})\n`)
    expect(help()).toContain('Default: 8080')
  })

  test('have a variable each, and a default that is right', () => {
    const listed = listSettings(settings)
    expect(new Set(listed.map(({ variable }) => variable)).size).toBe(listed.length)
    for (const { key, setting } of listed)
      if (setting.fallback !== undefined) expect(v.is(setting.schema, setting.fallback), key).toBe(true)
  })

  test('have the defaults of the back end and the server', () => {
    const { limits, maxConnections, bodyTimeoutMs, heartbeatMs } = serverOptions(read(), parts)
    expect(limits).toEqual(createChatBackend().limits)
    const readme = readFileSync(file('../server/README.md'), 'utf8')
    for (const [name, value] of Object.entries({ maxConnections, bodyTimeoutMs, heartbeatMs }))
      expect(readme).toContain(`| \`${name}\` | ${value?.toLocaleString('en')} |`)
  })

  test('of one server among several go together, and reach the server', () => {
    const instance = { name: 'n3', address: 'http://10.0.0.3:8080', secret: 'a secret of thirty-two characters' }
    expect(serverOptions(read({ instance }), parts).instance).toEqual(instance)
    expect(serverOptions(read(), parts)).not.toHaveProperty('instance')
    expect(crossChecks(read({ instance }))).toEqual([])
    expect(crossChecks(read({ instance: { ...instance, secret: undefined } }))).toEqual([
      expect.stringContaining('expected all of them or none, got 2'),
    ])
    expect(crossChecks(read({ instance, files: { enabled: true } }))).toEqual([
      expect.stringMatching(/^files\.folder:/),
    ])
    expect(crossChecks(read({ instance, files: { enabled: true, folder: newFolder() } }))).toEqual([])
  })

  test('at their least and at their most are taken by the server', () => {
    for (const side of ['least', 'most'] as const) {
      const values = {}
      for (const { path, setting } of listSettings({ limits: settings.limits, files: settings.files }))
        setDeep(values, path, bound(setting.schema, side))
      Object.assign(values, {
        files: { ...Reflect.get(values, 'files'), enabled: true, folder: newFolder(), url: 'https://a.example/u' },
        ...Object.fromEntries(
          (
            [
              'heartbeatMs',
              'absenceTimeoutMs',
              'sessionTimeoutMs',
              'startTimeoutMs',
              'keepEndedMs',
              'closeTimeoutMs',
            ] as const
          ).map((name) => [name, bound(settings[name].schema, side)]),
        ),
      })
      Reflect.set(Reflect.get(values, 'limits') as object, 'maxFrameBytes', 33_554_432)
      const server = createChatServer(serverOptions(read(values), parts))
      onTestFinished(() => server.close())
    }
  })
})

/** The smallest or largest number that a schema takes, or nothing where it is for none. */
function bound(schema: v.GenericSchema, side: 'least' | 'most'): number | undefined {
  const pipe = 'pipe' in schema ? (schema.pipe as readonly { type: string; requirement?: number }[]) : []
  return pipe.find(({ type }) => type === (side === 'least' ? 'min_value' : 'max_value'))?.requirement
}

function setDeep(values: object, [name = '', ...below]: readonly string[], value: unknown): void {
  if (value === undefined) return
  if (below.length === 0) return void Reflect.set(values, name, value)
  if (!Object.hasOwn(values, name)) Reflect.set(values, name, {})
  setDeep(Reflect.get(values, name) as object, below, value)
}
