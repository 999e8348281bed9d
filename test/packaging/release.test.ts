import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createPackageFromTarballData } from '@arethetypeswrong/core'
import { Spec, Validation } from '@cyclonedx/cyclonedx-library'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { publishedPackages } from '../../scripts/release/published-packages.mjs'
import { comesWith, lockedPackages } from '../../scripts/release/locked-packages.mjs'
import { startRegistry, type LocalRegistry } from './support/local-registry.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const packages = publishedPackages()
const version = packages[0]?.manifest.version ?? ''

interface Released {
  readonly name: string
  readonly version: string
  readonly tarball: string
  readonly bill: string
}

let folder = ''
let released: readonly Released[] = []

beforeAll(async () => {
  mkdirSync(join(root, 'test-results'), { recursive: true })
  folder = mkdtempSync(join(root, 'test-results/release-'))
  await release(['pack', '--to', folder, '--tag', `v${version}`])
  released = JSON.parse(readFileSync(join(folder, 'release.json'), 'utf8')) as readonly Released[]
  return () => rmSync(folder, { recursive: true })
})

/** Each publication is a program of its own. */
const publishingTimeoutMs = 300_000

describe('a release', { timeout: publishingTimeoutMs }, () => {
  test('has every package, with its tarball, and what CHANGELOG.md says of the version', () => {
    const named = released.map(({ name }) => name)
    expect([...named].sort()).toEqual(packages.map(({ manifest }) => manifest.name).sort())
    expect(released.map((one) => manifestIn(one).name)).toEqual(named)
    expect(readFileSync(join(folder, 'notes.md'), 'utf8')).toContain('@chat-transport/core')
  })

  test('is not packed for the tag of another version', async () => {
    const attempt = release(['pack', '--to', folder, '--tag', 'v99.0.0'])
    await expect(attempt).rejects.toThrow(`The tag v99.0.0 is not the version of the packages: make it v${version}`)
  })

  test('is published where nothing is installed', async () => {
    const bare = mkdtempSync(join(tmpdir(), 'release-'))
    onTestFinished(() => rmSync(bare, { recursive: true }))
    for (const file of [
      'package.json',
      'scripts/npm.mjs',
      'scripts/options.mjs',
      'scripts/release.mjs',
      'scripts/release',
    ])
      cpSync(join(root, file), join(bare, file), { recursive: true })
    writeFileSync(join(bare, 'release.json'), '[]')
    await promisify(execFile)(process.execPath, ['scripts/release.mjs', 'publish', '--from', '.'], { cwd: bare })
  })

  test('names its packages in an order in which whatever one needs is before it', () => {
    for (const [place, one] of released.entries()) {
      const before = released.slice(0, place).map(({ name }) => name)
      expect(before, one.name).toEqual(expect.arrayContaining(ourNeedsOf(manifestIn(one))))
    }
  })

  test('goes to the registry in its order, and goes on after a failure', async () => {
    const some = releaseOf(4)
    const registry = await startRegistry()
    registry.takeOnly(2)
    await expect(publish(some, registry)).rejects.toThrow(/Unable to publish .+ run this again/)
    expect(registry.published).toHaveLength(2)

    registry.takeOnly(Infinity)
    await publish(some, registry)
    expect(registry.published).toEqual(
      some.list.map(({ name, tarball }) => ({
        name,
        version,
        tarball: readFileSync(join(folder, tarball)),
        access: 'public',
        channel: version.includes('-') ? 'next' : 'latest',
      })),
    )
  })

  test('is tried without publishing anything', async () => {
    const some = releaseOf(2)
    const registry = await startRegistry()
    const said = await publish(some, registry, ['--dry-run'])
    for (const { name } of some.list) expect(said).toContain(`+ ${name}@${version}`)
    expect(registry.published).toEqual([])
  })
})

describe('nothing runs on the machine of whoever installs', () => {
  test.each(packages.map(({ manifest }) => manifest.name))('%s', (name) => {
    const { scripts = {} } = manifestIn(releasedAs(name)) as { readonly scripts?: object }
    const atInstall = ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare']
    expect(Object.keys(scripts).filter((script) => atInstall.includes(script))).toEqual([])
    // npm compiles where it finds this file, without being told to.
    expect(contentsOf(releasedAs(name)).fileExists(`/node_modules/${name}/binding.gyp`)).toBe(false)
  })

  test('anything that the packages depend on', () => {
    const dependencies = new Set(packages.flatMap(({ folder: name }) => [...comesWith(name).keys()]))
    expect(dependencies.size).toBeGreaterThan(50)
    expect([...dependencies].filter((path) => lockedPackages[path]?.hasInstallScript)).toEqual([])
  })
})

describe('the bill of materials', () => {
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6)

  test.each(packages)(
    'of $folder is valid CycloneDX, and names the package and its tarball',
    async ({ folder: name, manifest }) => {
      const text = readFileSync(join(folder, `${name}.cdx.json`), 'utf8')
      expect(await validator.validate(text)).toBeNull()
      const { metadata } = JSON.parse(text) as Bill
      const tarball = readFileSync(join(folder, releasedAs(manifest.name).tarball))
      const [hash] = metadata.component.hashes
      expect(metadata.component.purl).toBe(`pkg:npm/${manifest.name.replace('@', '%40')}@${version}`)
      expect(hash).toEqual({ alg: 'SHA-512', content: createHash('sha512').update(tarball).digest('hex') })
    },
  )

  test.each(['chat-transport-server', 'widget', 'memory'])(
    'of %s names all that npm installs with it',
    async (name) => {
      const args = [
        'ls',
        '--all',
        '--parseable',
        '--package-lock-only',
        '--omit',
        'dev',
        '--workspace',
        `packages/${name}`,
      ]
      const { stdout } = await promisify(execFile)('npm', args, { cwd: root })
      const [, ...installed] = stdout
        .trim()
        .split('\n')
        .map((path) => path.replace(/.*\/node_modules\//, ''))
      const listed = billOf(name).components.map(({ purl }) => nameIn(purl))
      const missing = installed.filter((one) => !listed.includes(one) && one !== publishedAs(name))
      expect(listed.length).toBeGreaterThan(4)
      expect(missing.filter((one) => !isOptionalPeer(one))).toEqual([])
    },
  )

  test.each(packages)(
    'of $folder names whatever is in its files, by their source maps',
    ({ folder: name, manifest }) => {
      const contents = contentsOf(releasedAs(manifest.name))
      const maps = contents.listFiles().filter((path) => path.endsWith('.map'))
      const sources = maps.flatMap((path) => (JSON.parse(contents.readFile(path)) as { sources: string[] }).sources)
      const inFiles = new Set(sources.flatMap((source) => packageOf(source) ?? []))
      const { metadata, components } = billOf(name)
      const listed = [metadata.component, ...components].map(({ purl }) => nameIn(purl))
      expect(maps.length).toBeGreaterThan(0)
      expect([...inFiles].filter((one) => !listed.includes(one))).toEqual([])
    },
  )
})

interface Component {
  readonly name: string
  readonly purl: string
  readonly hashes: readonly object[]
}
interface Bill {
  readonly metadata: { readonly component: Component }
  readonly components: readonly Component[]
}

const billOf = (name: string) => JSON.parse(readFileSync(join(folder, `${name}.cdx.json`), 'utf8')) as Bill
const publishedAs = (name: string) => packages.find((one) => one.folder === name)?.manifest.name

const nameIn = (purl: string) => /^pkg:npm\/(.+)@/.exec(decodeURIComponent(purl))?.[1] ?? ''

/** Which package a source is of, by its path in a source map. */
function packageOf(source: string): string | undefined {
  const [, installed] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source) ?? []
  const [, folder] = /^(?:\.\.\/)+(?:packages\/)?([\w-]+)\/src\//.exec(source) ?? []
  return installed ?? packages.find((one) => one.folder === folder)?.manifest.name
}

/** npm lists what a package can do without, when it is there for another reason. */
const isOptionalPeer = (name: string) =>
  Object.values(lockedPackages).some(({ peerDependenciesMeta }) => peerDependenciesMeta?.[name]?.optional)

/** Runs the script of releases; gives what it says. */
async function release(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  // Whoever runs the tests may have told npm to be silent.
  const options = { cwd: root, env: { ...process.env, npm_config_loglevel: 'notice', ...env } }
  const run = promisify(execFile)(process.execPath, ['scripts/release.mjs', ...args], options)
  const { stdout, stderr } = await run.catch((error: { readonly stderr: string }) => {
    throw new Error(error.stderr, { cause: error })
  })
  return stdout + stderr
}

interface SomeReleased {
  readonly from: string
  readonly list: readonly Released[]
}

/** The first packages alone: to publish one takes npm a second. */
function releaseOf(packagesInIt: number): SomeReleased {
  const list = released.slice(0, packagesInIt)
  const from = mkdtempSync(join(folder, 'some-'))
  for (const { tarball } of list) cpSync(join(folder, tarball), join(from, tarball))
  writeFileSync(join(from, 'release.json'), JSON.stringify(list))
  return { from, list }
}

function publish({ from }: SomeReleased, { url }: LocalRegistry, options: readonly string[] = []): Promise<string> {
  const settings = join(from, '.npmrc')
  writeFileSync(settings, `${url.replace('http:', '')}:_authToken=of-a-test\n`)
  return release(['publish', '--from', from, '--registry', url, ...options], { NPM_CONFIG_USERCONFIG: settings })
}

function releasedAs(name: string): Released {
  const found = released.find((one) => one.name === name)
  if (!found) throw new Error(`${name} is not in the release`)
  return found
}

const contentsOf = ({ tarball }: Released) =>
  createPackageFromTarballData(Uint8Array.from(readFileSync(join(folder, tarball))))

function manifestIn(one: Released): (typeof packages)[number]['manifest'] {
  return JSON.parse(contentsOf(one).readFile(`/node_modules/${one.name}/package.json`)) as never
}

/** Those of our packages that another one needs. */
function ourNeedsOf({ dependencies, peerDependencies }: ReturnType<typeof manifestIn>): string[] {
  const ours = packages.map(({ manifest }) => manifest.name)
  return Object.keys({ ...dependencies, ...peerDependencies }).filter((name) => ours.includes(name))
}
