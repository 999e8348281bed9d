import { formatCase, ruleIds, runConformance, type ConformanceReport } from '@chat-transport/conformance'
import { describe, expect, it } from 'vitest'
import { brokenTransports, type BrokenTransport } from './broken-transports/index.ts'
import { memoryFarSide } from './support/memory-harness.ts'

const failedRules = ({ cases }: ConformanceReport) => [
  ...new Set(cases.filter(({ verdict }) => verdict === 'failed').map(({ rule }) => rule)),
]

async function judge({ name, build }: BrokenTransport): Promise<ConformanceReport> {
  const { open, farSide } = memoryFarSide()
  return runConformance({ name, far: farSide, ...build(open) }, { deadlineMs: 700 })
}

describe.concurrent('each broken transport fails its rule and no other', () => {
  for (const broken of brokenTransports) {
    it(`${broken.rule} ${broken.name}: ${broken.bug}`, async () => {
      const report = await judge(broken)
      const wrong = report.cases.filter(({ verdict, rule }) => verdict === 'failed' && rule !== broken.rule)
      expect(wrong.map(formatCase).join('\n\n')).toBe('')
      expect(failedRules(report)).toEqual([broken.rule])
    }, 120_000)
  }
})

it('there is a broken transport for every rule', () => {
  expect(ruleIds.filter((rule) => !brokenTransports.some((broken) => broken.rule === rule))).toEqual([])
})
