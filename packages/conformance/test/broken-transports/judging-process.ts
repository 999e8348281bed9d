import { runConformance } from '@chat-transport/conformance'
import { memoryFarSide } from '../support/memory-harness.ts'
import type { Judged, JudgingAssignment } from './judge-all.ts'
import { brokenTransports, type BrokenTransport } from './index.ts'

// A process that runs the whole kit on some of the broken transports, and tells its parent each report.

const { names, atOnce, deadlineMs } = JSON.parse(process.argv[2] ?? '{}') as JudgingAssignment

async function judge({ name, build }: BrokenTransport): Promise<void> {
  const { farSide, ...wire } = memoryFarSide()
  const report = await runConformance({ name, far: farSide, ...build(wire) }, { deadlineMs })
  process.send?.({ name, report } satisfies Judged)
}

const left = brokenTransports.filter(({ name }) => names.includes(name))
const work = async () => {
  for (let next = left.shift(); next; next = left.shift()) await judge(next)
}
await Promise.all(Array.from({ length: atOnce }, work))
process.disconnect() // what a broken transport has left behind must not keep the process
process.exit(0)
