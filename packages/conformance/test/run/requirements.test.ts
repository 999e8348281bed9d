import { createJudge, type ConformanceCase, type RuleId } from '@chat-transport/conformance'
import { describe, expect, it } from 'vitest'
import { memoryHarness } from '../support/memory-harness.ts'

let made = 0
/** A case of a rule that passes or fails as it is told. */
const caseOf = (
  rule: RuleId,
  comesOut: 'passes' | 'fails',
  requires: readonly RuleId[] = [],
): ConformanceCase & { readonly tried: () => number } => {
  let tries = 0
  return {
    id: `${rule}/${++made}`,
    rule,
    title: comesOut,
    requires,
    beforeSelfTest: true,
    tried: () => tries,
    async run() {
      tries += 1
      if (comesOut === 'fails') throw new Error('something is wrong')
    },
  }
}

async function judged(...cases: readonly ConformanceCase[]) {
  const judge = createJudge(memoryHarness(), { deadlineMs: 200 })
  for (const each of cases) await judge.judge(each)
  return judge.report()
}

describe('a case that requires a rule of which one of three cases failed', () => {
  const cracked = () => [caseOf('T5', 'passes'), caseOf('T5', 'fails'), caseOf('T5', 'passes')]

  it('passes if it can', async () => {
    const { cases } = await judged(...cracked(), caseOf('T6', 'passes', ['T5']))
    expect(cases.at(-1)?.verdict).toBe('passed')
  })

  it('is not reached if it fails, and says what came out', async () => {
    const { cases, rules } = await judged(...cracked(), caseOf('T6', 'fails', ['T5']))
    expect(cases.at(-1)).toMatchObject({
      verdict: 'not reached',
      because: 'requires T5, which failed in 1 of 3 cases. Tried all the same: Error: something is wrong',
    })
    expect(rules.filter(({ verdict }) => verdict === 'failed').map(({ rule }) => rule)).toEqual(['T5'])
  })
})

describe('a case that requires a rule of which most cases failed', () => {
  it('is not tried, because it would only fail too', async () => {
    const late = caseOf('T6', 'passes', ['T5'])
    const { cases, passed } = await judged(caseOf('T5', 'fails'), late)
    expect(cases.at(-1)).toMatchObject({ verdict: 'not reached', because: 'requires T5, which failed' })
    expect([late.tried(), passed]).toEqual([0, false])
  })

  it('hides no case that does not require it', async () => {
    const { cases } = await judged(caseOf('T5', 'fails'), caseOf('T13', 'passes', ['T4']))
    expect(cases.at(-1)?.verdict).toBe('passed')
  })

  it('says so where the rule was itself not reached', async () => {
    const { cases } = await judged(
      caseOf('T5', 'fails'),
      caseOf('T6', 'passes', ['T5']),
      caseOf('T9', 'passes', ['T6']),
    )
    expect(cases.at(-1)?.because).toBe('requires T6, which was not reached')
  })
})
