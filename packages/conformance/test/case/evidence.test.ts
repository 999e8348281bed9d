import type { ConformanceCase, FarSide } from '@chat-transport/conformance'
import { describe, expect, it } from 'vitest'
import { connectedPage } from '../../src/fixtures/page.ts'
import type { Outcome } from '../../src/run/judge-cases.ts'
import { tryCase } from '../../src/run/try-case.ts'
import { memoryHarness } from '../support/memory-harness.ts'

const deadlineMs = 1_000

type Changes = (far: FarSide) => Partial<FarSide>
const nothingChanged: Changes = () => ({})

/** Judges one case over a far side of which some verbs are changed. */
function judged(run: ConformanceCase['run'], changes = nothingChanged): Promise<Outcome> {
  const harness = memoryHarness()
  const far = { ...harness.far, ...changes(harness.far) }
  return tryCase({ ...harness, far }, { id: 'L1/one', rule: 'L1', title: 'is tried', run }, deadlineMs)
}

/** A connected page whose far side is then treated in one way. Nothing is expected of the page, so that the case passes. */
const whileConnected =
  (treat: (far: FarSide, sessionId: string) => Promise<unknown>): ConformanceCase['run'] =>
  async (context) => {
    const { session } = await connectedPage(context)
    await treat(context.far, session.sessionId)
  }

describe('a case that would pass without having tried anything is an error of the harness:', () => {
  it.each<{ what: string; run: ConformanceCase['run']; changes?: Changes; because: string }>([
    {
      what: 'garbage that was sent on no connection',
      run: whileConnected((far) => far.sendGarbage('{')),
      changes: () => ({ sendGarbage: async () => 0 }),
      because: 'sendGarbage() was sent on 0 connections, while 1 line was open',
    },
    {
      what: 'a cut of nothing',
      run: whileConnected((far) => far.cut()),
      changes: (far) => ({ cut: async () => ((await far.lines()) > 0 ? 0 : far.cut()) }),
      because: 'cut() cut 0 connections, while 1 line was open',
    },
    {
      what: 'silence of nothing',
      run: whileConnected((far) => far.silence(true)),
      changes: () => ({ silence: async () => 0 }),
      because: 'silence() silenced 0 connections, while 1 line was open',
    },
    {
      what: 'lines that are opened although they are refused',
      run: async (context) => {
        const { page } = await connectedPage(context)
        await context.far.refuseLines(true)
        await context.far.cut()
        await page.reaches('connected', 2)
      },
      changes: (far) => ({ refuseLines: () => far.refuseLines(false) }),
      because: 'refuseLines(true) let 1 attaches through on lines opened afterwards',
    },
    {
      what: 'a planned answer to an attach that never comes',
      run: whileConnected((far) => far.planAttaches([{ type: 'lose' }])),
      because: '1 of 1 attaches planned by planAttaches() never came',
    },
    {
      what: 'a planned answer that another plan replaces',
      run: whileConnected(async (far) => {
        await far.planAttaches([{ type: 'hold' }])
        await far.planAttaches([])
      }),
      because: '1 of 1 attaches planned by planAttaches() never came',
    },
    {
      what: 'a planned answer to a command that never comes',
      run: whileConnected((far) => far.planCommands([{ type: 'ignore' }])),
      because: '1 of 1 commands planned by planCommands() never came',
    },
    {
      what: 'a request to be held that never comes, where requests carry commands',
      run: whileConnected((far) => far.planRequests(['hold'])),
      changes: () => ({ planRequests: async () => 0 }),
      because: '1 of 1 requests planned by planRequests() never came',
    },
    {
      what: 'an event to be withheld that is never sent',
      run: whileConnected((far, sessionId) => far.skip({ sessionId, index: 99, lines: 1 })),
      because: '1 of 1 events to be withheld by skip() never came',
    },
    {
      what: 'a verb that does not say how much it has reached',
      run: whileConnected((far) => far.sendGarbage('{')),
      changes: () => ({ sendGarbage: async () => undefined as never }),
      because:
        'sendGarbage() of the far side must resolve with the number of connections that it has reached, got undefined',
    },
    {
      what: 'a verb of the wire that throws',
      run: whileConnected((far) => far.sendGarbage('{')),
      changes: () => ({ sendGarbage: () => Promise.reject(new TypeError('wire.inject is not a function')) }),
      because: 'sendGarbage() of the far side has failed: TypeError: wire.inject is not a function',
    },
  ])('$what', async ({ run, changes, because }) => {
    const report = await judged(run, changes)
    expect(report.verdict).toBe('harness error')
    expect(report.because).toContain(because)
  })
})

describe('what arrived is proved by', () => {
  it('what the far side counts, so that the case passes', async () => {
    const report = await judged(async (context) => {
      const { page, session } = await connectedPage(context)
      const head = await context.far.say(session.sessionId, 'before')
      await context.far.skip({ sessionId: session.sessionId, index: head + 1, lines: 1 })
      await context.far.say(session.sessionId, 'withheld')
      await context.far.planAttaches([{ type: 'answer' }])
      await context.far.refuseLines(true)
      await context.far.cut()
      await context.until('an attempt has failed', () => page.retries.length > 1)
      await context.far.refuseLines(false)
      await page.has(head + 1)
    })
    expect(report).toMatchObject({ verdict: 'passed' })
  })
})

describe('a stimulus that finds no line, because the transport has none,', () => {
  const toNobody: ConformanceCase['run'] = async (context) => void (await context.far.cut())

  it('proves nothing, and is not the harness’s fault', async () => {
    const report = await judged(toNobody)
    expect(report.verdict).toBe('not reached')
    expect(report.because).toContain('the transport had no line to try it on: cut() cut 0 connections')
  })

  it('leaves a failure what it is', async () => {
    const report = await judged(async (context) => {
      await toNobody(context)
      throw new Error('a rule was broken')
    })
    expect(report).toMatchObject({ verdict: 'failed', because: 'Error: a rule was broken' })
  })

  it('may be meant', async () => {
    const report = await judged(async (context) => void (await context.mayMiss.cut()))
    expect(report.verdict).toBe('passed')
  })
})

it('a failure after a stimulus that the wire did not carry is the harness’s', async () => {
  const report = await judged(
    async (context) => {
      await connectedPage(context)
      await context.far.silence(true)
      throw new Error('a rule was broken')
    },
    () => ({ silence: async () => 0 }),
  )
  expect(report.verdict).toBe('harness error')
  expect(report.because).toContain('silenced 0 connections, while 1 line was open, and then: Error: a rule was broken')
})
