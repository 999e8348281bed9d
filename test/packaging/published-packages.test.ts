import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkPackage, createPackageFromTarballData, type Package } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { beforeAll, describe, expect, test } from 'vitest'
import { syntaxAfter2021 } from './support/syntax-after-2021.ts'
import { packPackages } from '../../scripts/release/pack-packages.mjs'
import { publishedPackages } from '../../scripts/release/published-packages.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const project = JSON.parse(read('package.json')) as Manifest

/** The browser package is for pages that build nothing: nobody requires it, and nobody imports its script, which needs no types. */
const notOffered: Readonly<Record<string, readonly string[]>> = {
  browser: ['node10', 'node16-cjs'],
  widget: ['node10', 'node16-cjs'],
}
const scripts = [
  './chat-transport.js',
  './chat-transport.cookies.js',
  './chat-transport.recorder.js',
  './chat-transport.tabs.js',
  './files.js',
  './standalone',
  './loader',
]

interface Manifest {
  readonly version?: string
  readonly keywords?: readonly string[]
  readonly repository: object
  readonly [field: string]: unknown
}
interface PackedPackage {
  readonly tarball: Uint8Array<ArrayBuffer>
  readonly contents: Package
}

const publishedNames = new Map(publishedPackages().map(({ folder, manifest }) => [folder, manifest.name]))
const names = [...publishedNames.keys()]
const packed = new Map<string, PackedPackage>()

beforeAll(async () => {
  mkdirSync(join(root, 'test-results'), { recursive: true })
  const folder = mkdtempSync(join(root, 'test-results/packed-'))
  for (const [name, file] of await packPackages(names, folder)) {
    const tarball = Uint8Array.from(readFileSync(file))
    packed.set(name, { tarball, contents: createPackageFromTarballData(tarball) })
  }
  return () => rmSync(folder, { recursive: true })
})

describe.each(names)('the package %s, as it is published', (name) => {
  test('is sound to publint', async () => {
    const { messages, pkg } = await publint({ pack: { tarball: packedAs(name).tarball.buffer }, strict: true })
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([])
  })

  test('gives its types to whoever imports it', async () => {
    const analysis = await checkPackage(packedAs(name).contents, { excludeEntrypoints: scripts })
    if (!analysis.types) throw new Error('it has no types at all')
    const found = analysis.problems.filter(
      (problem) => !('resolutionKind' in problem && notOffered[name]?.includes(problem.resolutionKind)),
    )
    expect(found).toEqual([])
  })

  test('brings the licence and a README along', () => {
    expect(fileIn(name, 'LICENSE')).toBe(read('LICENSE'))
    expect(fileIn(name, 'README.md')).toBe(read(`packages/${name}/README.md`))
  })

  test('says where it comes from, in the words of the whole project', () => {
    const manifest = JSON.parse(fileIn(name, 'package.json')) as Manifest
    const { license, author, bugs, engines, repository } = project
    const directory = `packages/${name}`
    expect(manifest).toMatchObject({ license, author, bugs, engines, repository: { ...repository, directory } })
    expect(manifest['homepage']).toBe(String(project['homepage']).replace('#', `/tree/main/${directory}#`))
    expect(manifest).toHaveProperty('sideEffects')
    expect(manifest.keywords).toContain('chat')
    expect(manifest.version).toBe((JSON.parse(read('packages/core/package.json')) as Manifest).version)
  })
})

describe.each(['browser', 'cometd', 'core', 'faults', 'files', 'memory', 'react', 'recorder', 'tabs', 'widget'])(
  'what pages load of %s',
  (name) => {
    test('is ES2021, but for the fields of classes', () => {
      const scripts = packedAs(name)
        .contents.listFiles()
        .filter((path) => /\/dist\/.+\.c?js$/.test(path))
      expect(scripts).not.toEqual([])
      const younger = scripts.map((path) => [path, syntaxAfter2021(packedAs(name).contents.readFile(path), path)])
      expect(younger.filter(([, found]) => found?.length)).toEqual([])
    })
  },
)

describe('the protocol, as the back end brings it along', () => {
  test.each(['PROTOCOL.md', 'PROTOCOL-BINDINGS.md'])(
    '%s is the one of the project, and none of its links is dead',
    (page) => {
      const text = fileIn('backend', page)
      expect(text).toBe(read(page))
      const targets = [...text.matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$/gm)].map(
        ([, inline, named]) => inline ?? named ?? '',
      )
      expect(targets).not.toEqual([])
      for (const target of targets) expect(existsAt(target), target).toBe(true)
    },
  )
})

describe('what files with code of CometD owe to it', () => {
  const [, copyright = 'no copyright'] = /Copyright (.*)\.$/m.exec(read('node_modules/cometd/Client.js')) ?? []

  test.each([
    ['browser', 'chat-transport.js'],
    ['browser', 'index.js'],
    ['cometd', 'index.js'],
    ['cometd', 'index.cjs'],
    ['widget', 'standalone/chat-transport.js'],
  ])('stands at the top of its file in %s, %s: the copyright, and what was changed', (name, file) => {
    const [firstLine] = fileIn(name, `dist/${file}`).split('\n')
    expect(firstLine).toMatch(/^\/\*! .*CometD.* unused parts removed\. Apache-2\.0 \*\/$/)
    expect(firstLine).toContain(copyright)
  })

  test.each(['browser', 'cometd', 'widget'])('is written out in the NOTICE that comes with %s', (name) => {
    const notice = fileIn(name, 'NOTICE')
    const { version } = JSON.parse(read('node_modules/cometd/package.json')) as Manifest
    expect(notice).toBe(read('NOTICE'))
    expect(notice).toContain(copyright)
    expect(notice).toContain(`version ${version}`)
  })
})

test('the oldest Node that the packages run on is the one to develop with', () => {
  expect(project['engines']).toEqual({ node: `>=${read('.nvmrc').trim()}` })
})

function packedAs(name: string): PackedPackage {
  const found = packed.get(publishedNames.get(name) ?? '')
  if (!found) throw new Error(`${name} was not packed`)
  return found
}

/** Whether a link of a page leads somewhere: to a file of the back end's package, or by its full address to one of the project. */
function existsAt(target: string): boolean {
  const [, path] =
    /^https:\/\/github\.com\/chat-transport\/chat-transport\/(?:blob|tree)\/main\/(.+)$/.exec(target) ?? []
  if (path !== undefined) return existsSync(join(root, path))
  return packedAs('backend').contents.fileExists(`/node_modules/@chat-transport/backend/${target}`)
}

function fileIn(name: string, path: string): string {
  return packedAs(name).contents.readFile(`/node_modules/${publishedNames.get(name)}/${path}`)
}
