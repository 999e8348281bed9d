import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BundleReport } from '../bundles/bundle-report.ts'
import type { Run } from '../run/results.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { fillIn } from './fill-in.ts'
import { reportOf } from './report.ts'
import { readRuns, withRun, writeRuns } from './result-file.ts'

/** Where results are kept, and what is made of them. The page that shows them lies beside the folder, if there is one. */
export class ReportFolder {
  readonly #folder: string
  readonly #scenarios: readonly Scenario[]

  constructor(folder: string, scenarios: readonly Scenario[]) {
    this.#folder = folder
    this.#scenarios = scenarios
  }

  get page(): string {
    return join(this.#folder, '..', 'benchmark.md')
  }

  add(run: Run): void {
    mkdirSync(this.#folder, { recursive: true })
    writeRuns(this.#resultFile, withRun(readRuns(this.#resultFile), run, this.#scenarios))
    this.#write()
  }

  setBundles(bundles: BundleReport): void {
    mkdirSync(this.#folder, { recursive: true })
    writeFileSync(this.#bundleFile, `${JSON.stringify(bundles, undefined, 2)}\n`)
    this.#write()
  }

  /** What is to be written, by its path. */
  contents(): ReadonlyMap<string, string> {
    const bundles = existsSync(this.#bundleFile)
      ? (JSON.parse(readFileSync(this.#bundleFile, 'utf8')) as BundleReport)
      : undefined
    const { files, texts } = reportOf(readRuns(this.#resultFile), this.#scenarios, bundles)
    const contents = new Map(Object.entries(files).map(([name, text]) => [join(this.#folder, name), text]))
    if (existsSync(this.page)) contents.set(this.page, fillIn(readFileSync(this.page, 'utf8'), texts))
    return contents
  }

  get #resultFile(): string {
    return join(this.#folder, 'results.json')
  }

  get #bundleFile(): string {
    return join(this.#folder, 'bundles.json')
  }

  #write(): void {
    for (const [path, text] of this.contents()) writeFileSync(path, text)
  }
}
