import { mustEqual } from '../../case/outcome.ts'
import { claimAfter, givenSession, several, startIn, type GivenSession } from '../case/samples.ts'
import type { StoreCase } from '../case/store-case.ts'

const requires = ['S1', 'S11'] as const

async function mustBe(
  given: GivenSession,
  outcome: string,
  [pageId, attachId, take = true]: readonly [string, string, boolean?],
) {
  const claimed = await given.store.claim(given.id, claimAfter(given.start, { pageId, attachId, take }))
  mustEqual(claimed.outcome, outcome, `the outcome for page ${pageId}, attach ${attachId}, take ${take}`)
}

export const takeCases: readonly StoreCase[] = [
  {
    id: 'S12/once',
    rule: 'S12',
    title: 'lets an attach take the session once: its repeat takes it from nobody',
    requires,
    tries: ['claim'],
    async run(context) {
      const given = await givenSession(context)
      await mustBe(given, 'held', ['B', 'b-1'])
      await mustBe(given, 'held', ['B', 'b-1'])
      await mustBe(given, 'held', ['A', 'a-1'])
      await mustBe(given, 'taken', ['B', 'b-1'])
      await mustBe(given, 'held', ['A', 'a-1', false])
      await mustBe(given, 'held', ['B', 'b-2'])
    },
  },
  {
    id: 'S12/of-the-start',
    rule: 'S12',
    title: 'counts the start as the first take of its page',
    requires,
    tries: ['claim'],
    async run(context) {
      const given = await givenSession(context)
      await mustBe(given, 'held', ['B', 'b-1'])
      const { pageId, attachId } = given.start.claim
      await mustBe(given, 'taken', [pageId, attachId])
      await mustBe(given, 'held', ['B', 'b-1', false])
    },
  },
  {
    id: 'S12/pair',
    rule: 'S12',
    title: 'counts pairs: an attach of the same id by another page takes the session',
    requires,
    tries: ['claim'],
    async run(context) {
      const given = await givenSession(context)
      for (const pageId of ['B', 'C', 'D']) await mustBe(given, 'held', [pageId, 'same'])
      await mustBe(given, 'taken', ['B', 'same'])
    },
  },
  {
    id: 'S12/not-used-up',
    rule: 'S12',
    title: 'counts no claim that takes nothing',
    requires,
    tries: ['claim'],
    async run(context) {
      const given = await givenSession(context)
      await mustBe(given, 'taken', ['B', 'b-1', false])
      await mustBe(given, 'held', ['B', 'b-1', true])
    },
  },
  {
    id: 'S12/back-and-forth',
    rule: 'S12',
    title: 'still knows the takes of two pages that have taken it from each other ten times',
    requires,
    tries: ['claim'],
    async run(context) {
      const given = await givenSession(context)
      const takes = several(10, (place) => [place % 2 ? 'B' : 'C', `t-${place}`] as const)
      for (const take of takes) await mustBe(given, 'held', take)
      await mustBe(given, 'held', ['A', 'a-1'])
      for (const take of takes) await mustBe(given, 'taken', take)
    },
  },
  {
    id: 'S12/of-each-session',
    rule: 'S12',
    title: 'knows the takes of each session on its own',
    requires,
    tries: ['claim'],
    async run(context) {
      const given = await givenSession(context)
      const start = await startIn(given.store)
      await mustBe(given, 'held', ['B', 'b-1'])
      await mustBe({ ...given, start, id: start.record.id }, 'held', ['B', 'b-1'])
    },
  },
]
