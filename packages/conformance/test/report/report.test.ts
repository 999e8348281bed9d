import {
  conformanceCases,
  formatMatrix,
  formatReport,
  ruleIds,
  runConformance,
  type Harness,
} from '@chat-transport/conformance'
import { describe, expect, it } from 'vitest'
import { memoryHarness } from '../support/memory-harness.ts'

const deaf = (): Harness => ({ ...memoryHarness(), name: 'deaf', open: () => () => undefined })

/** All that a deaf link is tried with. Only making a transport over it goes well. */
const broken = ['L1/start', 'L1/restore', 'L1/payload']
const whatMakesIt = 1
const beyond = conformanceCases(deaf()).length - broken.length - whatMakesIt

describe('a report', { timeout: 120_000 }, () => {
  it('is plain JSON', async () => {
    const report = await runConformance(deaf(), { deadlineMs: 100 })
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
  })

  it('says that only L1 was reached when the link breaks L1', async () => {
    const { cases, rules, passed } = await runConformance(deaf(), { deadlineMs: 100 })
    expect(passed).toBe(false)
    expect(cases.filter(({ verdict }) => verdict === 'failed').map(({ id }) => id)).toEqual(broken)
    expect(rules.filter(({ verdict }) => verdict === 'failed').map(({ rule }) => rule)).toEqual(['L1'])
    const reached = rules.filter(({ verdict }) => verdict !== 'not reached').map(({ rule }) => rule)
    expect(reached).toEqual(['L1'])
  })

  it('can be formatted for people', async () => {
    const report = await runConformance(deaf(), { deadlineMs: 100 })
    expect(formatReport(report).split('\n').slice(0, 2)).toEqual([
      'deaf: Look at this first: no attach has come to the far side within 500 ms. If the link sends one, check that it dials the front that was made with `attachHandler`, and that deadlineMs is long enough for the wire.',
      `${whatMakesIt} passed, ${broken.length} failed, 0 harness error, 0 not offered, ${beyond} not reached`,
    ])
    expect(formatReport(report)).toContain('L1/start failed: writes a StartSession as it was given, and once')
  })

  it('becomes a matrix together with other reports', async () => {
    const report = await runConformance(deaf(), { deadlineMs: 100 })
    const matrix = formatMatrix([report, { ...report, name: 'this|that' }])
    expect(matrix.endsWith('|\n')).toBe(true)
    const lines = matrix.trimEnd().split('\n')
    expect(lines[0]).toBe('| rule | deaf | this\\|that |')
    expect(lines).toHaveLength(2 + ruleIds.length)
    expect(lines).toContain('| L1 | failed | failed |')
  })
})

describe('a harness', () => {
  it('is checked before any case runs', async () => {
    const harness = memoryHarness()
    await expect(runConformance({ ...harness, name: 7 as never })).rejects.toThrow(
      'harness name: expected a string, got 7',
    )
    await expect(runConformance({ name: 'empty', far: harness.far })).rejects.toThrow(
      'harness open: expected a function here or as createTransport, got neither',
    )
    await expect(runConformance({ ...harness, far: {} as never })).rejects.toThrow(
      'harness far.reset: expected a function, got undefined',
    )
    await expect(runConformance({ ...harness, timing: { retryDelayMs: -1 } })).rejects.toThrow(
      'harness timing.retryDelayMs: expected a number of milliseconds, 0 or more, got -1',
    )
    await expect(runConformance({ ...harness, timing: { retryMs: 5 } as never })).rejects.toThrow(
      'harness timing.retryMs: there is no such option',
    )
    await expect(runConformance(harness, { deadlineMs: 0 })).rejects.toThrow(
      'createJudge deadlineMs: expected a number above 0, got 0',
    )
  })
})
