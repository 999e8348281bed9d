import { bundleTable } from './bundles/bundle-table.ts'
import { measureBundles } from './bundles/measure-bundles.ts'
import { peerNames, type PeerName } from './peers/peers.ts'
import { compare } from './report/compare.ts'
import { ReportFolder } from './report/report-folder.ts'
import { tableOf } from './report/table.ts'
import { commitOf, conditionsNow, whyNotKept } from './run/conditions.ts'
import { failureText } from './run/results.ts'
import { runRounds } from './run/run-rounds.ts'
import { scenarios } from './scenarios/scenarios.ts'

/** What `scripts/bench.mjs` was given, as its argument, in JSON. */
interface BenchOptions {
  /** 0: nothing is measured, and the report is written again. */
  readonly rounds: number
  /** 1, or less for a glance. */
  readonly share: number
  /** Parts of names, with commas between them. */
  readonly peers: string
  readonly scenarios: string
  readonly transport: string
  readonly profiles?: string
  /** Where results are kept, and what is made of them: tables, charts, and the page beside it. */
  readonly report?: string
  /** The size of clients in a page, and nothing else. */
  readonly bundles?: boolean
}

const options = JSON.parse(process.argv[2] ?? '') as BenchOptions
const report = options.report === undefined ? undefined : new ReportFolder(options.report, scenarios)
// Without rounds only what is kept is written again.
const keeps = report !== undefined && (options.bundles || options.rounds > 0)
const notKept = keeps ? whyNotKept(commitOf('.')) : undefined
if (notKept) fail(notKept)
else await (options.bundles ? weigh() : play())

async function weigh() {
  const bundles = await measureBundles()
  console.log(bundleTable(bundles))
  report?.setBundles(bundles)
}

async function play() {
  const { rounds, share, profiles } = options
  const conditions = conditionsNow({ rounds, share })
  const wanted = peerNames.filter(
    ({ peer, transport }) => fits(peer, options.peers) && fits(transport, options.transport),
  )
  const played = scenarios.filter(({ name }) => fits(name, options.scenarios))
  if (wanted.length === 0) return fail(`No peer is called that. There are: ${all(peerNames.map(nameOf))}`)
  if (played.length === 0)
    return fail(`No scenario is called that. There are: ${all(scenarios.map(({ name }) => name))}`)
  const tell = (text: string) => process.stderr.write(`${text}\n`)
  if (share < 1)
    tell(
      `Only a share of ${share}: sizes, distances and times are smaller than they are called, and figures show that it runs.`,
    )
  const run = await runRounds({ peers: wanted, scenarios: played, rounds, share, profiles, tell })
  for (const comparison of compare([{ conditions, ...run }], scenarios)) console.log(tableOf(comparison))
  report?.add({ conditions, ...run })
  for (const failure of run.failures) fail(failureText(failure))
}

function fail(text: string) {
  console.error(text)
  process.exitCode = 1
}

function fits(name: string, parts: string): boolean {
  // Not between the digits of a number, as in “2,000 at once”.
  return parts.split(/,(?!\d{3})/).some((part) => name.includes(part.trim()))
}

function all(names: readonly string[]): string {
  return names.join('; ')
}

function nameOf({ peer, transport }: PeerName): string {
  return `${peer} over ${transport}`
}
