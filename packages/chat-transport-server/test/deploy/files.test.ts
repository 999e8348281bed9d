import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { listSettings } from '../../src/schema/list-settings.ts'
import { settings } from '../../src/settings/settings.ts'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const folder = 'packages/chat-transport-server'
const read = (path: string) => readFileSync(`${root}${path}`, 'utf8')
const manifestOf = (path: string) =>
  JSON.parse(read(`${path}/package.json`)) as { name: string; bin?: Record<string, string>; dependencies?: object }

const dockerfile = read(`${folder}/deploy/Dockerfile`)
const compose = read(`${folder}/deploy/compose.yaml`)
const several = {
  compose: read(`${folder}/deploy/several/compose.yaml`),
  balancer: read(`${folder}/deploy/several/haproxy.cfg`),
}
const readme = read(`${folder}/README.md`)
const defaults = new Map(listSettings(settings).map(({ variable, setting }) => [variable, setting.fallback]))

describe('the files to deploy the command', () => {
  test('set what is a setting, and the README names no other', () => {
    for (const text of [dockerfile, compose, several.compose, several.balancer, readme]) {
      const named = [...text.matchAll(/\bCHAT_[A-Z_]+\b/g)]
        .map(([name]) => name)
        .filter((name) => name !== 'CHAT_CONFIG')
      expect(named).not.toEqual([])
      expect(named.filter((name) => !defaults.has(name))).toEqual([])
    }
  })

  test('pack the command and every package of ours that it needs', () => {
    const packed = [...dockerfile.matchAll(/--workspace (\S+)/g)].map(([, path = '']) => path)
    const needed = new Set<string>()
    const need = (path: string) => {
      needed.add(path)
      for (const name of Object.keys(manifestOf(path).dependencies ?? {}))
        if (name.startsWith('@chat-transport/')) need(name.replace('@chat-transport', 'packages'))
    }
    need(folder)
    expect(new Set(packed)).toEqual(needed)
  })

  test('run what the package runs', () => {
    const { name, bin } = manifestOf(folder)
    const [, program = ''] = /^ENTRYPOINT \["node", "([^"]+)"\]$/m.exec(dockerfile) ?? []
    expect(program).toBe(`node_modules/${name}/${bin?.[name]}`)
    expect(existsSync(`${root}${folder}/${bin?.[name]}`)).toBe(true)
  })

  test('have a replica more than have to acknowledge, so that one may restart', () => {
    const [, needed = ''] = /CHAT_STORE_VALKEY_REPLICAS: '(\d)'/.exec(several.compose) ?? []
    const services = several.compose.match(/^ {2}valkey-replica(-\d)?:/gm) ?? []
    expect(services).toHaveLength(Number(needed) + 1)
  })

  test('know the ports of the settings, and where each other is', () => {
    expect(dockerfile).toContain(`EXPOSE ${defaults.get('CHAT_PORT')}\n`)
    expect(dockerfile).toContain(`http://127.0.0.1:${defaults.get('CHAT_METRICS_PORT')}/healthz`)
    expect(compose).toContain(`'127.0.0.1:8080:${defaults.get('CHAT_PORT')}'`)
    const [, path = ''] = /dockerfile: (\S+)/.exec(compose) ?? []
    const [, context = ''] = /context: (\S+)/.exec(compose) ?? []
    expect(fileURLToPath(new URL(`${context}/`, `file://${root}${folder}/deploy/`))).toBe(root)
    expect(existsSync(`${root}${path}`)).toBe(true)
  })

  test('keep the data in the volume, as a user who is not root', () => {
    const [, data = ''] = /CHAT_DATA_FOLDER=(\S+)/.exec(dockerfile) ?? []
    expect(dockerfile).toMatch(new RegExp(`^VOLUME ${data}$`, 'm'))
    expect(dockerfile).toMatch(new RegExp(`-o node .* ${data}$`, 'm'))
    expect(compose).toContain(`- chat-data:${data}\n`)
    expect(dockerfile).toMatch(/^USER node$/m)
  })

  test('keep the files of several servers in a volume of all of them', () => {
    const [, data = ''] = /CHAT_DATA_FOLDER=(\S+)/.exec(dockerfile) ?? []
    expect(several.compose).toContain(`- chat-files:${data} `)
    expect(several.compose).toContain(`CHAT_FILES_FOLDER: ${data}/files\n`)
  })

  test.each([
    ['one server', compose],
    ['several servers', several.compose],
  ])('give the process longer to end than it takes: %s', (_, text) => {
    const [, seconds] = /stop_grace_period: (\d+)s/.exec(text) ?? []
    const takes = ['DRAIN_DELAY', 'DRAIN', 'CLOSE_TIMEOUT'].map((name) => {
      const [, ms] = new RegExp(`CHAT_${name}_MS: '(\\d+)'`).exec(text) ?? []
      return Number(ms ?? defaults.get(`CHAT_${name}_MS`))
    })
    expect(Number(seconds) * 1_000).toBeGreaterThan(takes.reduce((sum, ms) => sum + ms, 0))
  })

  test('lead the balancer to each of several servers, and to the lines of each, by its name', () => {
    const port = defaults.get('CHAT_PORT')
    const path = defaults.get('CHAT_PATH')
    const names = [...several.compose.matchAll(/CHAT_INSTANCE_NAME: (\S+)/g)].map(([, name]) => name)
    expect(names).toEqual(['n1', 'n2', 'n3'])
    for (const name of names) {
      expect(several.compose).toMatch(new RegExp(`^  ${name}:$`, 'm'))
      expect(several.compose).toContain(`CHAT_INSTANCE_ADDRESS: http://${name}:${port}\n`)
      expect(several.balancer).toContain(`  server ${name} ${name}:${port}\n`)
      expect(several.balancer).toContain(
        `  use-server ${name} if { path_beg ${path}/~${name}. ${path}/~files/${name}. }\n`,
      )
    }
    const [, dockerfilePath = ''] = /dockerfile: (\S+)/.exec(several.compose) ?? []
    const [, context = ''] = /context: (\S+)/.exec(several.compose) ?? []
    expect(fileURLToPath(new URL(`${context}/`, `file://${root}${folder}/deploy/several/`))).toBe(root)
    expect(existsSync(`${root}${dockerfilePath}`)).toBe(true)
    expect(existsSync(`${root}${folder}/deploy/several/${/- \.\/(\S+):\/usr/.exec(several.compose)?.[1]}`)).toBe(true)
  })
})

test('the README has every metric of the server, and no other', () => {
  const sources = ['chat-metrics', 'measured-store'].map((name) => read(`${folder}/src/metrics/${name}.ts`)).join()
  const names = [...sources.matchAll(/name: '(chat_\w+)'/g)].map(([, name]) => name)
  const documented = [...readme.matchAll(/^\| `(chat_\w+)/gm)].map(([, name]) => name)
  expect(documented.sort()).toEqual(names.sort())
})
