import { execFile } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { nextVersion } from '../../scripts/release/next-version.mjs'
import { publishedPackages } from '../../scripts/release/published-packages.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const current = publishedPackages()[0]?.manifest.version ?? ''

/** What of the project the next version is made of. */
const parts = [
  'package.json',
  'package-lock.json',
  'CHANGELOG.md',
  'scripts/npm.mjs',
  'scripts/release.mjs',
  'scripts/release',
  '.changeset/config.json',
  'packages/core/src/chat-report.ts',
  ...['packages', 'examples'].flatMap((parent) =>
    readdirSync(join(root, parent)).map((folder) => `${parent}/${folder}/package.json`),
  ),
].filter((path) => existsSync(join(root, path)))

test('a version that is not released yet is described by hand, and no changeset waits beside it', () => {
  const waiting = readdirSync(join(root, '.changeset')).filter((file) => file.endsWith('.md') && file !== 'README.md')
  if (readFileSync(join(root, 'CHANGELOG.md'), 'utf8').includes('(unreleased)')) expect(waiting).toEqual([])
})

test.each([
  ['0.1.0', ['patch'], '0.1.1'],
  ['0.1.9', ['patch', 'minor'], '0.2.0'],
  ['0.1.9', ['major', 'patch'], '0.2.0'],
  ['1.4.2', ['patch', 'minor'], '1.5.0'],
  ['1.4.2', ['minor', 'major'], '2.0.0'],
] as const)('after %s, changes of the kinds %j make %s', (before, kinds, after) => {
  expect(nextVersion(before, kinds)).toBe(after)
})

describe('the next version', () => {
  test('that is called unreleased gets its day, and nothing else', async () => {
    const project = copyOfProject({ changelog: `# Changelog\n\n## ${current} (unreleased)\n\nThe first version.\n` })
    await project.makeVersion()
    expect(project.read('CHANGELOG.md')).toMatch(/^# Changelog\n\n## \S+ \(\d{4}-\d\d-\d\d\)\n\nThe first version\.\n$/)
    expect(project.versions()).toEqual([current])
  })

  test('of changesets is the version of all packages, of what they need of each other, and of the chat’s report', async () => {
    const project = copyOfProject({
      changelog: `# Changelog\n\n## ${current} (2026-12-01)\n\nThe first version.\n`,
      changesets: [
        "---\n'@chat-transport/core': minor\n---\n\nSessions can sing.\n",
        "---\n'@chat-transport/core': patch\n'@chat-transport/tabs': patch\n---\n\nA tab no longer hums.\nNot even at night.\n",
      ],
    })
    await project.makeVersion()
    const next = nextVersion(current, ['minor'])
    expect(project.versions()).toEqual([next])
    expect(project.read('packages/core/src/chat-report.ts')).toContain(`version = '${next}'`)
    expect(project.changesets()).toEqual([])
    expect(project.read('CHANGELOG.md').replaceAll(/\d{4}-\d\d-\d\d/g, 'DAY')).toBe(
      [
        '# Changelog\n',
        `## ${next} (DAY)\n`,
        '### `@chat-transport/core`\n\n- Sessions can sing.\n',
        '### `@chat-transport/core`, `@chat-transport/tabs`\n\n- A tab no longer hums.\n  Not even at night.\n',
        `## ${current} (DAY)\n\nThe first version.\n`,
      ].join('\n'),
    )
  })

  test('is refused when nothing has changed', async () => {
    const project = copyOfProject({ changelog: `# Changelog\n\n## ${current} (2026-12-01)\n` })
    await expect(project.makeVersion()).rejects.toThrow('There is nothing to release: no changeset')
  })
})

interface Before {
  readonly changelog: string
  readonly changesets?: readonly string[]
}

function copyOfProject({ changelog, changesets = [] }: Before) {
  const folder = mkdtempSync(join(tmpdir(), 'chat-transport-version-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const path of parts) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    cpSync(join(root, path), join(folder, path), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, 'CHANGELOG.md'), changelog)
  for (const [place, text] of changesets.entries()) writeFileSync(join(folder, `.changeset/change-${place}.md`), text)
  const read = (path: string) => readFileSync(join(folder, path), 'utf8')
  return {
    read,
    makeVersion: async () => {
      await promisify(execFile)(process.execPath, ['scripts/release.mjs', 'version'], { cwd: folder })
    },
    changesets: () => readdirSync(join(folder, '.changeset')).filter((file) => file.endsWith('.md')),
    /** Every version that a manifest or the lock has for us, once. */
    versions(): string[] {
      const ours = /"(?:@chat-transport\/[^"]+|chat-transport-server)": "(\d[^"]*)"|^ {2}"version": "(\d[^"]*)"/gm
      const manifests = parts.filter((path) => /^(?:packages|examples)\/.*package\.json$/.test(path))
      const found = [...manifests, 'package-lock.json'].flatMap((path) => [...read(path).matchAll(ours)])
      return [...new Set(found.map(([, needed, own]) => needed ?? own ?? ''))]
    },
  }
}
