import { runConformance } from '@chat-transport/conformance'
import { memoryFarSide } from '../support/memory-harness.ts'
import type { Judged, JudgingAssignment } from './judge-all.ts'
import { brokenTransports, idOf, type BrokenTransport } from './index.ts'

// A process that runs the whole kit on some of the broken transports, and tells its parent each report.

const { ids, atOnce, deadlineMs } = JSON.parse(process.argv[2] ?? '{}') as JudgingAssignment

async function judge(broken: BrokenTransport): Promise<void> {
  const { farSide, ...wire } = memoryFarSide()
  const report = await runConformance({ name: broken.name, far: farSide, ...broken.build(wire) }, { deadlineMs })
  await new Promise((told) => process.send?.({ id: idOf(broken), report } satisfies Judged, told))
}

const left = brokenTransports.filter((broken) => ids.includes(idOf(broken)))
const work = async () => {
  for (let next = left.shift(); next; next = left.shift()) await judge(next)
}
await Promise.all(Array.from({ length: atOnce }, work))
process.exit(0) // what a broken transport has left behind must not keep the process
