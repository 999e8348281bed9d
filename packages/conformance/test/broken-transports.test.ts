import {
  formatCase,
  formatReport,
  linkCases,
  ruleIds,
  runConformance,
  transportCases,
  type ConformanceReport,
} from '@chat-transport/conformance'
import { describe, expect, it } from 'vitest'
import { brokenTransports, type BrokenTransport } from './broken-transports/index.ts'
import { memoryFarSide } from './support/memory-harness.ts'

/** Runs mostly wait, so that many can go on at the same time. */
const atOnce = 12
/** Longer than the default, because many runs share one process and each is slow. The other times grow with it. */
const deadlineMs = 5_000

const harnessErrors = ({ cases }: ConformanceReport) => cases.filter(({ verdict }) => verdict === 'harness error')
const failures = ({ cases }: ConformanceReport) => cases.filter(({ verdict }) => verdict === 'failed')

async function judge({ name, build }: BrokenTransport): Promise<ConformanceReport> {
  const { farSide, ...wire } = memoryFarSide()
  return runConformance({ name, far: farSide, ...build(wire) }, { deadlineMs })
}

/** Starts all runs in order. Each test awaits its own run. */
function judgeAll(): Map<BrokenTransport, Promise<ConformanceReport>> {
  const running: Promise<unknown>[] = []
  const aloneLast = [...brokenTransports].sort((a, b) => Number(a.alone ?? false) - Number(b.alone ?? false))
  return new Map(
    aloneLast.map((broken, place) => {
      const turn = broken.alone ? Promise.all(running) : Promise.resolve(running[place - atOnce])
      const run = turn.then(() => judge(broken))
      running.push(run)
      return [broken, run]
    }),
  )
}

describe('each broken transport fails its rule and no other', { timeout: 600_000 }, () => {
  const reports = judgeAll()

  for (const [broken, running] of reports) {
    it(`${broken.rule} ${broken.name}: ${broken.bug}`, async () => {
      const report = await running
      const { rule, alsoBreaks = {} } = broken
      expect(report.harness.mend, 'a wrong transport is no wrong harness').toBeUndefined()
      const blamed = [...new Set(failures(report).map((each) => each.rule))]
      const others = [...failures(report), ...harnessErrors(report)].filter((each) => each.rule !== rule)
      expect(
        others
          .filter((each) => !(each.rule in alsoBreaks))
          .map(formatCase)
          .join('\n\n'),
      ).toBe('')
      expect(blamed, formatReport(report)).toEqual(expect.arrayContaining([rule, ...Object.keys(alsoBreaks)]))
    })
  }

  it('so that every rule is broken by at least one', () => {
    expect(ruleIds.filter((rule) => !brokenTransports.some((broken) => broken.rule === rule))).toEqual([])
  })

  it('and every case is failed by at least one', async () => {
    const failed = new Set((await Promise.all(reports.values())).flatMap(failures).map(({ id }) => id))
    expect([...linkCases, ...transportCases].map(({ id }) => id).filter((id) => !failed.has(id))).toEqual([])
  })
})
