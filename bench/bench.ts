import { parseArgs } from 'node:util'
import { peerNames, type PeerName } from './peers/peers.ts'
import { compare } from './report/compare.ts'
import { tableOf } from './report/table.ts'
import { writeReport } from './report/write-report.ts'
import { runRounds } from './run/run-rounds.ts'
import { scenarios } from './scenarios/scenarios.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    /** 1, or less for a glance. */
    share: { type: 'string', default: '1' },
    /** Parts of the names of peers and scenarios, with commas between them. */
    peers: { type: 'string', default: '' },
    scenarios: { type: 'string', default: '' },
    transport: { type: 'string', default: '' },
    profiles: { type: 'string' },
    /** Where tables and charts are written, besides the tables on the console. */
    report: { type: 'string' },
  },
})

const fits = (name: string, parts: string) => parts.split(',').some((part) => name.includes(part.trim()))
const isWanted = ({ transport, peer }: PeerName) => fits(peer, values.peers) && fits(transport, values.transport)

const played = scenarios.filter(({ name }) => fits(name, values.scenarios))
const results = await runRounds(
  {
    peers: peerNames.filter(isWanted),
    scenarios: played,
    rounds: Number(values.rounds),
    share: Number(values.share),
    profiles: values.profiles,
  },
  ({ transport, peer }, round) => process.stderr.write(`round ${round}: ${peer}, ${transport}\n`),
)
for (const comparison of compare(results, played)) console.log(tableOf(comparison))
if (values.report !== undefined) writeReport(values.report, results, scenarios)
