import { formatReport, runConformance, type Harness } from '@chat-transport/conformance'
import { linkedTransport } from '@chat-transport/core'
import type { ChatCommand } from '@chat-transport/core'
import { describe, expect, it } from 'vitest'
import { memoryFarSide } from '../support/memory-harness.ts'

const some = ['SendNotice', 'LeaveSession', 'SendTyping', 'MarkRead'] as const

/** A harness whose back end refuses some commands, and whose transport declares some unsupported. */
function harness(refuses: readonly ChatCommand['type'][], unsupported: readonly ChatCommand['type'][]): Harness {
  const { open, farSide } = memoryFarSide({ refuses })
  const createTransport: Harness['createTransport'] = (options) =>
    linkedTransport({ ...options, name: 'memory', open, unsupported })
  return { name: 'memory', far: farSide, createTransport }
}

const verdicts = async (tried: Harness) => {
  const report = await runConformance(tried)
  const failed = report.cases.filter(({ verdict }) => verdict === 'failed')
  const notOffered = report.cases.filter(({ verdict }) => verdict === 'not offered')
  return { report, failed: failed.map(({ id }) => id), notOffered: notOffered.map(({ id }) => id) }
}

describe('a command that a transport declares unsupported', { timeout: 120_000 }, () => {
  it('is not offered if it does not work', async () => {
    const { report, failed, notOffered } = await verdicts(harness(some, some))
    expect(notOffered).toEqual(some.map((type) => `T15/${type}`))
    expect(failed, formatReport(report)).toEqual([])
    expect(report.passed).toBe(true)
  })

  it('fails if it works all the same', async () => {
    const { failed, notOffered } = await verdicts(harness([], some))
    expect(failed).toEqual(some.map((type) => `T15/${type}`))
    expect(notOffered).toEqual([])
  })
})
