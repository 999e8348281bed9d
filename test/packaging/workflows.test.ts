import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'

const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = join(root, '.github/workflows')

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
  readonly env?: Readonly<Record<string, string>>
}
interface Job {
  readonly needs?: string
  readonly permissions?: Readonly<Record<string, string>>
  readonly steps: readonly Step[]
}
interface Workflow {
  readonly on: unknown
  readonly permissions: Readonly<Record<string, string>>
  readonly jobs: Readonly<Record<string, Job>>
}

const files = readdirSync(folder)
const textOf = (file: string) => readFileSync(join(folder, file), 'utf8')
const read = (file: string) => parse(textOf(file)) as Workflow

describe.each(files)('the workflow %s', (file) => {
  test('takes other people’s actions by the hash of a commit, beside the name of its version', () => {
    const uses = textOf(file).match(/uses: .*/g) ?? []
    expect(uses.length).toBeGreaterThan(0)
    for (const line of uses) expect(line).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
  })

  test('may read the repository, and no more, unless a job asks for it', () => {
    expect(read(file).permissions).toEqual({ contents: 'read' })
  })

  test('runs scripts that there are', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object }
    const commands = Object.values(read(file).jobs).flatMap(({ steps }) => steps.map(({ run = '' }) => run))
    const run = commands.flatMap((command) => [...command.matchAll(/npm run (?:--silent )?([\w-]+)/g)])
    for (const [, name = ''] of run) expect(scripts).toHaveProperty(name)
  })
})

function jobsOf(file: string) {
  const { jobs } = read(file)
  return {
    jobs,
    commandsOf: (job: string) => jobs[job]?.steps.map(({ run = '' }) => run).join('\n') ?? '',
    mayPublish: Object.entries(jobs).filter(([, { permissions }]) => permissions?.['id-token'] === 'write'),
  }
}

describe('the release', () => {
  const { jobs, commandsOf, mayPublish } = jobsOf('release.yml')

  test('has one job that may publish, after the one that tests and packs', () => {
    expect(mayPublish.map(([name]) => name)).toEqual(['publish'])
    expect(jobs['publish']?.needs).toBe('pack')
    expect(commandsOf('pack')).toMatch(/\.ci\/run\n[^]*release -- pack --tag/)
    expect(commandsOf('publish')).toContain('release -- publish --provenance')
  })

  test('installs nothing in that job, and keeps no token of the repository there', () => {
    expect(commandsOf('publish')).not.toMatch(/npm (?:ci|install|test)|npx|\.ci\/run/)
    const checkouts = jobs['publish']?.steps.filter(({ uses }) => uses?.startsWith('actions/checkout@')) ?? []
    expect(checkouts.map((step) => step.with)).toEqual([{ 'persist-credentials': false }])
  })
})

describe('the site', () => {
  const { jobs, commandsOf, mayPublish } = jobsOf('site.yml')
  const uses = (job: string) => jobs[job]?.steps.flatMap((step) => step.uses?.split('@')[0] ?? []) ?? []

  test('is that of main, and no pull request publishes it', () => {
    expect(read('site.yml').on).toEqual({ push: { branches: ['main'] }, workflow_dispatch: null })
  })

  test('has one job that may publish, after the one that builds and checks, and nothing but that runs there', () => {
    expect(mayPublish.map(([name, { permissions }]) => [name, permissions])).toEqual([
      ['publish', { pages: 'write', 'id-token': 'write' }],
    ])
    expect(jobs['publish']?.needs).toBe('build')
    expect(uses('publish')).toEqual(['actions/deploy-pages'])
    expect(commandsOf('publish')).toBe('')
  })

  test('is what the build leaves, below the name of the repository', () => {
    const [build, upload] = jobs['build']?.steps.slice(-2) ?? []
    expect(build?.run).toBe('npm run --silent docs -- --build')
    expect(build?.env).toEqual({ DOCS_BASE: '/${{ github.event.repository.name }}/' })
    expect(upload?.with).toEqual({ path: 'docs/.vitepress/dist' })
    expect(readFileSync(join(root, 'scripts/docs.mjs'), 'utf8')).toContain("'.vitepress/dist'")
  })
})
