import { silentLogger } from '@chat-transport/core'
import { createJudge, type CaseContext, type ConformanceCase, type FarSide } from '@chat-transport/conformance'
import { describe, expect, it } from 'vitest'
import { memoryHarness } from '../support/memory-harness.ts'

const deadlineMs = 10

/** A judge of a correct link, with some verbs of its far side changed. */
function judgeWith(changes: (far: FarSide) => Partial<FarSide> = () => ({})) {
  const harness = memoryHarness()
  return createJudge({ ...harness, far: { ...harness.far, ...changes(harness.far) } }, { deadlineMs })
}

const caseOf = (run: ConformanceCase['run']): ConformanceCase => ({
  id: 'L1/one',
  rule: 'L1',
  title: 'is tried',
  beforeSelfTest: true, // which would take longer than these tests
  run,
})
const empty = caseOf(async () => undefined)
const never = () => new Promise<never>(() => undefined)

/** Runs a case past its time limit and returns its context. */
async function lateCase(): Promise<CaseContext> {
  let given: CaseContext | undefined
  const report = await judgeWith().judge(
    caseOf((context) => {
      given = context
      return never()
    }),
  )
  expect(report).toMatchObject({ verdict: 'failed', because: 'the case was not over after 300 ms' })
  return given as CaseContext
}

describe('a far side that hangs in reset()', () => {
  it('is an error of the harness, by name', async () => {
    const report = await judgeWith(() => ({ reset: never })).judge(empty)
    expect(report).toMatchObject({
      verdict: 'harness error',
      because: 'reset() of the far side was not over after 100 ms',
    })
  })

  it('after a case does not stop the next from being judged', async () => {
    let resets = 0
    const judge = judgeWith((far) => ({ reset: () => (++resets === 2 ? never() : far.reset()) }))
    expect((await judge.judge(empty)).verdict).toBe('passed')
    expect((await judge.judge(empty)).verdict).toBe('passed')
    expect(resets).toBe(4)
  })
})

it('a reset() that throws is an error of the harness, but does not stop the run', async () => {
  const reset = () => {
    throw new Error('no such door')
  }
  const report = await judgeWith(() => ({ reset })).judge(empty)
  expect(report).toMatchObject({
    verdict: 'harness error',
    because: 'reset() of the far side has failed: Error: no such door',
  })
})

it('a case passes copies to the far side, so that changes in place do not reach its own values', async () => {
  const event = { type: 'EventTyping' }
  const change = async (_sessionId: string, events: readonly unknown[]) => {
    Object.assign(events[0] as object, { type: 7 })
    return 1
  }
  await judgeWith(() => ({ send: change })).judge(
    caseOf(async (context) => void (await context.far.send('s', [event]))),
  )
  expect(event).toEqual({ type: 'EventTyping' })
})

describe('a case that runs on after its time limit', () => {
  const attach = { type: 'StartSession', id: 'a', secret: 's', pageId: 'p', take: true } as const
  const signal = new AbortController().signal as never
  const line = { received() {}, alive() {}, lost() {}, signal, logger: silentLogger }
  const over = 'the case is over'

  it('can no longer wait for anything', async () => {
    const context = await lateCase()
    await expect(context.until('the moon is blue', () => true)).rejects.toThrow(over)
    await expect(context.outcome('a promise', Promise.resolve())).rejects.toThrow(over)
  })

  it('stops where it is waiting', async () => {
    let waiting: Promise<unknown> = never()
    const report = await judgeWith().judge(
      caseOf((context) => {
        let asked = 0
        waiting = context.until('it was asked twice', () => ++asked > 1)
        waiting.catch(() => undefined) // checked below, when the case is over
        throw new Error('failed meanwhile')
      }),
    )
    expect(report.because).toBe('Error: failed meanwhile')
    await expect(waiting).rejects.toThrow(over)
  })

  it('can no longer open anything', async () => {
    const context = await lateCase()
    expect(() => context.open(attach, line)).toThrow(over)
    await expect(context.createTransport()).rejects.toThrow(over)
  })

  it('can no longer use the far side, which the next case needs', async () => {
    const context = await lateCase()
    await expect(context.far.cut()).rejects.toThrow(over)
    await expect(context.far.lines()).rejects.toThrow(over)
  })

  it('cleans up at once whatever it still makes', async () => {
    const context = await lateCase()
    let isClean = false
    context.onEnd(() => (isClean = true))
    expect(isClean).toBe(true)
  })
})
