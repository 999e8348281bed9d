import { formatReport, runConformance } from '@chat-transport/conformance'
import { expect, it } from 'vitest'
import { memoryHarness } from '../support/memory-harness.ts'

it('passes a correct link', async () => {
  const report = await runConformance(memoryHarness())
  expect(report.passed, formatReport(report)).toBe(true)
}, 120_000)
