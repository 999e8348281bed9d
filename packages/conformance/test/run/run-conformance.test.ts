import type { OpenLink } from '@chat-transport/core'
import { formatReport, runConformance } from '@chat-transport/conformance'
import { expect, it } from 'vitest'
import { memoryHarness } from '../support/memory-harness.ts'

it('passes a correct link', async () => {
  const report = await runConformance(memoryHarness())
  expect(report.passed, formatReport(report)).toBe(true)
}, 120_000)

it('says of a link that returns no function what it has to return', async () => {
  const { open, ...harness } = memoryHarness()
  const link = open as OpenLink
  const returnsNothing = async (...given: Parameters<OpenLink>) => void (await link(...given))
  const report = await runConformance({ ...harness, open: returnsNothing as unknown as OpenLink }, { deadlineMs: 500 })
  const [first] = report.cases.filter(({ verdict }) => verdict === 'failed')
  expect(first?.because).toBe(
    'OpenLink has to return the function that writes a command, or a promise of it; it has returned undefined',
  )
}, 120_000)
