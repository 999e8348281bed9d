import { availableParallelism } from 'node:os'
import type { ConformanceReport } from '@chat-transport/conformance'
import { bundle, type Bundled } from '../../../../test/support/run-bundled.ts'
import { brokenTransports, idOf, type BrokenTransport } from './index.ts'

/** What one process judges: its argument, in JSON. */
export interface JudgingAssignment {
  readonly ids: readonly string[]
  readonly atOnce: number
  readonly deadlineMs: number
}

/** What it tells about each. */
export interface Judged {
  readonly id: string
  readonly report: ConformanceReport
}

/** Runs mostly wait, so that many can go on at the same time. */
const atOnce = 24
/** Processes with one run each. */
const aloneAtOnce = 3
/** Longer than the default, because many runs share one processor. The other times grow with it. */
const deadlineMs = 4_000

/** Runs the whole kit on every broken transport. The reports come one by one; what fails to be judged rejects. */
export function judgeAll(): ReadonlyMap<BrokenTransport, Promise<ConformanceReport>> {
  const waiting = new Map<string, Waiting>()
  const reports = new Map(
    brokenTransports.map((broken) => {
      const report = new Promise<ConformanceReport>((judged, failed) => waiting.set(idOf(broken), { judged, failed }))
      report.catch(() => undefined) // its test tells it
      return [broken, report]
    }),
  )
  void judgeInProcesses(waiting).catch((cause: unknown) => {
    for (const { failed } of waiting.values()) failed(cause)
  })
  return reports
}

interface Waiting {
  judged(report: ConformanceReport): void
  failed(cause: unknown): void
}

async function judgeInProcesses(waiting: ReadonlyMap<string, Waiting>): Promise<void> {
  const bundled = await bundle(new URL('judging-process.ts', import.meta.url))
  const run = (ids: readonly string[]) => runProcess(bundled, { ids, atOnce, deadlineMs }, waiting)
  const alone = brokenTransports.filter((broken) => broken.alone).map(idOf)
  const together = brokenTransports.filter((broken) => !broken.alone).map(idOf)
  const processes = availableParallelism()
  const oneByOne = async () => {
    for (let id = alone.shift(); id !== undefined; id = alone.shift()) await run([id])
  }
  try {
    await Promise.all([
      ...Array.from({ length: processes }, (_, share) =>
        run(together.filter((_, place) => place % processes === share)),
      ),
      ...Array.from({ length: aloneAtOnce }, oneByOne),
    ])
  } finally {
    bundled.remove()
  }
}

/** Resolves when the process has ended, however it did. */
function runProcess(bundled: Bundled, assignment: JudgingAssignment, waiting: ReadonlyMap<string, Waiting>) {
  return new Promise<void>((resolve) => {
    const child = bundled.run(assignment)
    child.on('message', ({ id, report }: Judged) => waiting.get(id)?.judged(report))
    child.on('close', (code, signal) => {
      const cause = new Error(`the process that judges it has ended before that, with ${signal ?? `code ${code}`}`)
      for (const id of assignment.ids) waiting.get(id)?.failed(cause) // no effect on those that are judged
      resolve()
    })
  })
}
