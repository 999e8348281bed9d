import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { clients } from '../../bench/bundles/clients.ts'
import { ReportFolder } from '../../bench/report/report-folder.ts'
import { scenarios } from '../../bench/scenarios/scenarios.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = join(root, 'docs/bench')
const results = ['results.json', 'bundles.json']

test('the benchmark’s page, tables and charts say what its results say', () => {
  const report = new ReportFolder(folder, scenarios)
  for (const [path, text] of report.contents())
    expect(
      readFileSync(path, 'utf8') === text,
      `${relative(root, path)}: npm run bench -- --rounds 0 --report docs/bench`,
    ).toBe(true)
  const written = [...report.contents().keys()].map((path) => relative(folder, path))
  expect(readdirSync(folder).sort()).toEqual([...results, ...written].filter((name) => !name.startsWith('..')).sort())
})

test('the benchmark’s page shows figures of every kind', () => {
  const page = readFileSync(new ReportFolder(folder, scenarios).page, 'utf8')
  expect(page.match(/<!-- bench: /g)?.length).toBeGreaterThan(10)
  expect(page).not.toMatch(/-->\n<!-- end -->/)
})

test('every client that is weighed has a program and a pinned version', () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'bench/bundles/package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>
  }
  const programs = clients.flatMap(({ program }) => (program === undefined ? [] : [`${program}.js`]))
  expect(readdirSync(join(root, 'bench/bundles/programs')).sort()).toEqual(programs.sort())
  expect(Object.values(dependencies).filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
  const others = clients.flatMap(({ installed }) => installed.split('bench/bundles/node_modules/').slice(1))
  expect(Object.keys(dependencies).sort()).toEqual(others.sort())
})
