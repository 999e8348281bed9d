import {
  formatCase,
  formatReport,
  linkCases,
  ruleIds,
  transportCases,
  type ConformanceReport,
} from '@chat-transport/conformance'
import { describe, expect, it } from 'vitest'
import { brokenTransports, idOf } from './broken-transports/index.ts'
import { judgeAll } from './broken-transports/judge-all.ts'

const harnessErrors = ({ cases }: ConformanceReport) => cases.filter(({ verdict }) => verdict === 'harness error')
const failures = ({ cases }: ConformanceReport) => cases.filter(({ verdict }) => verdict === 'failed')

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

  it('under a name of its own', () => {
    expect(new Set(brokenTransports.map(idOf)).size).toBe(brokenTransports.length)
  })

  it('so that every rule is broken by at least one', () => {
    expect(ruleIds.filter((rule) => !brokenTransports.some((broken) => broken.rule === rule))).toEqual([])
  })

  it('and every case is failed by at least one', async () => {
    const failed = new Set((await Promise.all(reports.values())).flatMap(failures).map(({ id }) => id))
    expect([...linkCases, ...transportCases].map(({ id }) => id).filter((id) => !failed.has(id))).toEqual([])
  })
})
