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
import { versionsIn } from '../../scripts/release/changelog.mjs'
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
  'scripts/options.mjs',
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
  if (versionsIn(readFileSync(join(root, 'CHANGELOG.md'), 'utf8')).unreleased) expect(waiting).toEqual([])
})

test.each([
  ['0.1.0', ['patch'], '0.1.1'],
  ['0.1.9', ['patch', 'minor'], '0.2.0'],
  ['0.1.9', ['major', 'patch'], '0.2.0'],
  ['1.4.2', ['patch', 'minor'], '1.5.0'],
  ['1.4.2', ['minor', 'major'], '2.0.0'],
  ['1.0.0-rc.1', ['minor', 'patch'], '1.0.0'],
  ['1.4.2', ['none', 'patch'], '1.4.3'],
] as const)('after %s, changes of the kinds %j make %s', (before, kinds, after) => {
  expect(nextVersion(before, kinds)).toBe(after)
})

/** What CHANGELOG.md says, of the versions with these titles. */
const changelogOf = (...titles: readonly string[]) =>
  ['# Changelog\n', ...titles.map((title) => `## ${title}\n\nNothing is (unreleased) in a text.\n`)].join('\n')

const change = "---\n'@chat-transport/core': minor\n---\n\nSessions can sing.\n"

describe('the next version', () => {
  test('that is called unreleased gets its day, and nothing else', async () => {
    const project = copyOfProject({ changelog: changelogOf(`${current} (unreleased)`) })
    await project.makeVersion()
    expect(project.changelog()).toBe(changelogOf(`${current} (DAY)`))
    expect(project.versions()).toEqual([current])
  })

  test('is the one that is named, also for what is called unreleased', async () => {
    const project = copyOfProject({ changelog: changelogOf('0.2.0 (unreleased)', '0.1.0 (2026-12-01)') })
    await project.makeVersion('1.0.0-rc.1')
    expect(project.changelog()).toBe(changelogOf('1.0.0-rc.1 (DAY)', '0.1.0 (DAY)'))
    expect(project.versions()).toEqual(['1.0.0-rc.1'])
  })

  test('is the one that is named, in place of the one that the changesets lead to', async () => {
    const project = copyOfProject({ changelog: changelogOf(`${current} (2026-12-01)`), changesets: [change] })
    await project.makeVersion('7.0.0')
    expect(project.changelog()).toMatch(/^# Changelog\n\n## 7\.0\.0 \(DAY\)\n/)
    expect(project.versions()).toEqual(['7.0.0'])
  })

  test.each([
    ['v7.0.0', 'v7.0.0 is no version: name one such as 1.0.0 or 1.0.0-rc.1, without a v.'],
    ['7.0', '7.0 is no version'],
    ['0.5.0-rc.1', '0.5.0-rc.1 cannot come after 0.5.0, which is released: name a higher version.'],
  ])('is not %s after 0.5.0', async (given, problem) => {
    const project = copyOfProject({ changelog: changelogOf('0.5.0 (2026-12-01)'), changesets: [change] })
    await expect(project.makeVersion(given)).rejects.toThrow(problem)
    expect(project.versions()).toEqual([current])
  })

  test('of changesets is the version of all packages, of what they need of each other, and of the chat’s report', async () => {
    const project = copyOfProject({
      changelog: `# Changelog\n\n## ${current} (2026-12-01)\n\nThe first version.\n`,
      changesets: [
        change,
        "---\n'@chat-transport/core': patch\n'@chat-transport/tabs': patch\n---\n\nA tab no longer hums.\nNot even at night.\n",
      ],
    })
    await project.makeVersion()
    const next = nextVersion(current, ['minor'])
    expect(project.versions()).toEqual([next])
    expect(project.read('packages/core/src/chat-report.ts')).toContain(`version: string = '${next}'`)
    expect(project.changesets()).toEqual([])
    expect(project.changelog()).toBe(
      [
        '# Changelog\n',
        `## ${next} (DAY)\n`,
        '### `@chat-transport/core`\n\n- Sessions can sing.\n',
        '### `@chat-transport/core`, `@chat-transport/tabs`\n\n- A tab no longer hums.\n  Not even at night.\n',
        `## ${current} (DAY)\n\nThe first version.\n`,
      ].join('\n'),
    )
  })

  test.each([
    ['nothing has changed', '0.1.0 (2026-12-01)', [], 'There is nothing to release: no changeset'],
    ['a change waits beside an unreleased version', '0.1.0 (unreleased)', [change], 'change-0.md waits while'],
    [
      'a change is about no package of ours',
      '0.1.0 (2026-12-01)',
      [change.replace('/core', '/cord')],
      'names @chat-transport/cord, which is no package of ours: correct it.',
    ],
    ['a change is about no package', '0.1.0 (2026-12-01)', ['---\n---\n\nNothing.\n'], 'names no package'],
  ])('is refused when %s', async (...[, title, changesets, problem]) => {
    const project = copyOfProject({ changelog: changelogOf(title), changesets })
    await expect(project.makeVersion()).rejects.toThrow(problem)
    expect(project.read('CHANGELOG.md')).toBe(changelogOf(title))
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
    changelog: () => read('CHANGELOG.md').replaceAll(/\d{4}-\d\d-\d\d/g, 'DAY'),
    makeVersion: async (...given: readonly string[]) => {
      await promisify(execFile)(process.execPath, ['scripts/release.mjs', 'version', ...given], { cwd: folder })
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
