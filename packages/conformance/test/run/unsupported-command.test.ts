import { setTimeout as wait } from 'node:timers/promises'
import { conformanceCases, createJudge, formatReport, runConformance, type Harness } from '@chat-transport/conformance'
import { linkedTransport } from '@chat-transport/core'
import type { ChatCommand, OpenLink } from '@chat-transport/core'
import { describe, expect, it } from 'vitest'
import { memoryFarSide } from '../support/memory-harness.ts'

const some = ['SendNotice', 'LeaveSession', 'SendTyping', 'MarkRead'] as const

interface HarnessOptions {
  /** What the back end refuses. @default nothing */
  readonly refuses?: readonly ChatCommand['type'][]
  /** How long commands take to the back end. @default a turn of the event loop */
  readonly latencyMs?: number
}

/** A harness whose transport declares some commands unsupported. */
function harness({ refuses = [], latencyMs }: HarnessOptions): Harness {
  const { open, farSide } = memoryFarSide({ refuses })
  const openIt = latencyMs === undefined ? open : slowly(open, latencyMs)
  const createTransport: Harness['createTransport'] = (options) =>
    linkedTransport({ ...options, name: 'memory', open: openIt, unsupported: some })
  return { name: 'memory', far: farSide, createTransport }
}

function slowly(open: OpenLink, latencyMs: number): OpenLink {
  return async (attach, line) => {
    await wait(latencyMs)
    const send = await open(attach, line)
    return (command) => void wait(latencyMs).then(() => send(command))
  }
}

/** Judges the cases of the commands that are declared unsupported, and no others. */
async function verdicts(tried: Harness) {
  const judge = createJudge(tried)
  const ids = some.map((type) => `T15/${type}`)
  const cases = conformanceCases(tried).filter(({ id }) => ids.includes(id))
  for (const each of cases) await judge.judge(each)
  return Object.fromEntries(judge.report().cases.map(({ id, verdict }) => [id, verdict]))
}

const each = (verdict: string) => Object.fromEntries(some.map((type) => [`T15/${type}`, verdict]))

describe('a command that a transport declares unsupported', () => {
  it('is not offered if it does not work', { timeout: 120_000 }, async () => {
    const report = await runConformance(harness({ refuses: some }))
    const notOffered = report.cases.filter(({ verdict }) => verdict === 'not offered').map(({ id }) => id)
    expect(notOffered, formatReport(report)).toEqual(Object.keys(each('not offered')))
    expect(report.passed, formatReport(report)).toBe(true)
  })

  it('fails if it works all the same', async () => {
    expect(await verdicts(harness({}))).toEqual(each('failed'))
  })

  it('fails also if it works later than the kit waits between two attempts', async () => {
    expect(await verdicts(harness({ latencyMs: 100 }))).toEqual(each('failed'))
  })
})
