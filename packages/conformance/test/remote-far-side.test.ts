import { farSideVerbs, remoteFarSide, runConformance, formatReport } from '@chat-transport/conformance'
import { expect, it } from 'vitest'
import { memoryFarSide } from './support/memory-harness.ts'

it('carries every verb as JSON, so that the far side can be in another process', { timeout: 120_000 }, async () => {
  const { open, farSide } = memoryFarSide()
  const carried = new Set<string>()
  const far = remoteFarSide(async (verb, args) => {
    carried.add(verb)
    const call = farSide[verb] as (...args: unknown[]) => Promise<unknown>
    const result = await call(...(JSON.parse(JSON.stringify(args)) as unknown[]))
    return result === undefined ? undefined : JSON.parse(JSON.stringify(result))
  })
  const report = await runConformance({ name: 'memory, remote', open, far })
  expect(report.passed, formatReport(report)).toBe(true)
  expect([...carried].sort()).toEqual([...farSideVerbs].sort())
})
