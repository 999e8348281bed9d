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
}
interface Job {
  readonly needs?: string
  readonly permissions?: Readonly<Record<string, string>>
  readonly steps: readonly Step[]
}
interface Workflow {
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

describe('the release', () => {
  const { jobs } = read('release.yml')
  const commandsOf = (job: string) => jobs[job]?.steps.map(({ run = '' }) => run).join('\n') ?? ''
  const mayPublish = Object.entries(jobs).filter(([, { permissions }]) => permissions?.['id-token'] === 'write')

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
