import {
  aClaim,
  anEnd,
  append,
  claimAfter,
  found,
  givenSession,
  mustBeAnswered,
  mustChangeNothing,
  type GivenSession,
} from '../case/samples.ts'
import type { StoreCase } from '../case/store-case.ts'

const requires = ['S1'] as const

async function mustBe({ store, id, start }: GivenSession, outcome: string, changes: Parameters<typeof claimAfter>[1]) {
  const claimed = await store.claim(id, claimAfter(start, changes))
  const what = `a claim of ${changes?.pageId ?? 'the first page'}`
  mustBeAnswered(claimed, { outcome, session: await found(store, id) }, what)
}

export const holderCases: readonly StoreCase[] = [
  {
    id: 'S11/maker-holds',
    rule: 'S11',
    title: 'gives a session to the page that has made it, and to no other that does not take it',
    requires,
    tries: ['claim'],
    async run(context) {
      const given = await givenSession(context)
      await mustBe(given, 'taken', { pageId: 'B' })
      await mustBe(given, 'held', {})
      await mustBe(given, 'taken', { pageId: 'B' })
    },
  },
  {
    id: 'S11/made-without-taking',
    rule: 'S11',
    title: 'gives it to the page that has made it also if that takes nothing, since no page holds it',
    requires,
    tries: ['claim'],
    async run(context) {
      const given = await givenSession(context, { claim: aClaim({ take: false }) })
      await mustBe(given, 'taken', { pageId: 'B' })
      await mustBe(given, 'held', {})
    },
  },
  {
    id: 'S11/taken-over',
    rule: 'S11',
    title: 'gives it to a page that takes it, and no longer to the one before',
    requires,
    tries: ['claim'],
    async run(context) {
      const given = await givenSession(context)
      await mustBe(given, 'held', { pageId: 'B', take: true })
      await mustBe(given, 'taken', {})
      await mustBe(given, 'held', { pageId: 'B' })
      await mustBe(given, 'held', { pageId: 'C', take: true })
      await mustBe(given, 'taken', { pageId: 'B' })
    },
  },
  {
    id: 'S11/ended',
    rule: 'S11',
    title: 'gives a session that has ended to its pages as before',
    requires: ['S1', 'S2', 'S7'],
    tries: ['claim'],
    async run(context) {
      const given = await givenSession(context)
      await append(given.store, given.id, anEnd())
      await mustBe(given, 'held', {})
      await mustBe(given, 'taken', { pageId: 'B' })
      await mustBe(given, 'held', { pageId: 'B', take: true })
    },
  },
  {
    id: 'S11/nothing-else-changes',
    rule: 'S11',
    title: 'changes nothing else of a session that a page claims',
    requires: ['S1', 'S2', 'S3'],
    tries: ['claim'],
    async run(context) {
      const given = await givenSession(context)
      for (const take of [true, false])
        await mustChangeNothing(given, 'a claim', () => given.store.claim(given.id, claimAfter(given.start, { take })))
    },
  },
]
