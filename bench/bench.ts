import { parseArgs } from 'node:util'
import { bundleTable } from './bundles/bundle-table.ts'
import { measureBundles } from './bundles/measure-bundles.ts'
import { peerNames, type PeerName } from './peers/peers.ts'
import { compare } from './report/compare.ts'
import { ReportFolder } from './report/report-folder.ts'
import { tableOf } from './report/table.ts'
import { conditionsNow } from './run/conditions.ts'
import { failureText } from './run/results.ts'
import { runRounds } from './run/run-rounds.ts'
import { scenarios } from './scenarios/scenarios.ts'

const { values } = parseArgs({
  options: {
    /** 0: nothing is measured, and the report is written again. */
    rounds: { type: 'string', default: '5' },
    /** 1, or less for a glance. */
    share: { type: 'string', default: '1' },
    /** Parts of the names of peers and scenarios, with commas between them. */
    peers: { type: 'string', default: '' },
    scenarios: { type: 'string', default: '' },
    transport: { type: 'string', default: '' },
    profiles: { type: 'string' },
    /** Where results are kept, and what is made of them: tables, charts, and the page beside it. */
    report: { type: 'string' },
    /** The size of clients in a page, and nothing else. */
    bundles: { type: 'boolean', default: false },
  },
})

const report = values.report === undefined ? undefined : new ReportFolder(values.report, scenarios)
await (values.bundles ? weigh() : play())

async function weigh() {
  const bundles = await measureBundles()
  console.log(bundleTable(bundles))
  report?.setBundles(bundles)
}

async function play() {
  const fits = (name: string, parts: string) => parts.split(',').some((part) => name.includes(part.trim()))
  const isWanted = ({ transport, peer }: PeerName) => fits(peer, values.peers) && fits(transport, values.transport)
  const [rounds, share] = [Number(values.rounds), Number(values.share)]
  const conditions = conditionsNow({ rounds, share })
  const run = await runRounds({
    peers: peerNames.filter(isWanted),
    scenarios: scenarios.filter(({ name }) => fits(name, values.scenarios)),
    rounds,
    share,
    profiles: values.profiles,
    tell: (text) => process.stderr.write(`${text}\n`),
  })
  for (const comparison of compare([{ conditions, ...run }], scenarios)) console.log(tableOf(comparison))
  report?.add({ conditions, ...run })
  for (const failure of run.failures) console.error(failureText(failure))
  if (run.failures.length > 0) process.exitCode = 1
}
