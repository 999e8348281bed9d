import { mustEqual } from '../../case/outcome.ts'
import {
  aClaim,
  append,
  aParty,
  aRecord,
  aStart,
  claimAfter,
  create,
  found,
  givenSession,
  ofCommand,
  startOf,
} from '../case/samples.ts'
import type { StoreCase, StoreCaseContext } from '../case/store-case.ts'

const requires = ['S1', 'S2', 'S3', 'S4'] as const

/** Ids that a database may take for the same, or for something else. */
const alike: readonly string[] = [
  ...['a', 'A', 'a ', ' a', 'a\t', 'á', 'a\u0301', 'ａ', 'ä', 'ae'],
  ...['ß', 'ss', 'ı', 'i', 'I', 'İ', '\u200ba', 'a\ufeff'],
  ...['1', '01', '1.0', '1e0', 'true', 'null', 'undefined', '__proto__', 'constructor', 'toString'],
  ...['a_c', 'abc', 'a%', 'a*', "a'--", 'a"', 'a\\', 'a:b', 'a:b:c', 'a|b', 'a,b', '["a"]', '{"a":1}'],
  ...['🙂', '🙃', 'x'.repeat(128), `${'x'.repeat(127)}y`],
]

/** Pages bring any string, also these, which some databases cannot keep as text. */
const odd: readonly string[] = ['\ud83d', '\ud83e', '\ude42', '\ufffd', 'a\u0000b', 'a\u0000c', 'a', '\u0000']

type TryIds = (context: StoreCaseContext, ids: readonly string[]) => Promise<void>

/** What is known by an id, and the case in which that is tried. */
interface Kind {
  readonly name: string
  readonly title: string
  readonly requires?: StoreCase['requires']
  readonly tries: StoreCase['tries']
  readonly tryIds: TryIds
}

const commands: Kind = {
  name: 'commands',
  title: 'commands',
  tries: ['append', 'committed'],
  async tryIds(context, ids) {
    const { store, id } = await givenSession(context)
    for (const commandId of ids) await append(store, id, ofCommand(commandId))
    const indexes = []
    for (const commandId of ids) indexes.push((await store.committed(id, commandId))?.index)
    mustEqual(
      indexes,
      ids.map((_, place) => place + 2),
      `the indexes of the events of the commands ${JSON.stringify(ids)}`,
    )
  },
}

const sessions: Kind = {
  name: 'sessions',
  title: 'sessions',
  tries: ['create', 'find'],
  async tryIds(context, ids) {
    const store = await context.store()
    for (const [place, id] of ids.entries()) await create(store, aStart({ record: aRecord({ id, startedAt: place }) }))
    for (const [place, id] of ids.entries())
      mustEqual((await found(store, id)).record.startedAt, place, `\`startedAt\` of session ${JSON.stringify(id)}`)
  },
}

const starts: Kind = {
  name: 'starts',
  title: 'starts',
  requires: ['S1', 'S10'],
  tries: ['create'],
  async tryIds(context, ids) {
    const store = await context.store()
    const claims = ids.map((startId) => aClaim({ device: { startId, secretHash: '0'.repeat(64) } }))
    const startOfClaim = claims.map((claim) => aStart({ claim }))
    for (const start of startOfClaim) await create(store, start)
    for (const start of startOfClaim) {
      const session = await create(store, { ...start, record: aRecord() })
      const what = `the session of start ${JSON.stringify(start.claim.device.startId)}`
      mustEqual([session.record.id, session.devices], [start.record.id, [start.claim.device]], what)
    }
  },
}

const pages: Kind = {
  name: 'pages-and-attaches',
  title: 'pages and attaches',
  requires: ['S1', 'S11', 'S12'],
  tries: ['claim'],
  async tryIds(context, ids) {
    const { store, id, start } = await givenSession(context)
    const claim = async (pageId: string, attachId: string, take: boolean) =>
      (await store.claim(id, claimAfter(start, { pageId, attachId, take }))).outcome
    for (const each of ids) {
      mustEqual(await claim(each, 'none', false), 'taken', `the outcome for page ${JSON.stringify(each)}`)
      mustEqual(await claim(each, 'same', true), 'held', `the outcome for page ${JSON.stringify(each)}, which takes`)
      mustEqual(await claim('page', each, true), 'held', `the outcome for attach ${JSON.stringify(each)}, which takes`)
    }
  },
}

const users: Kind = {
  name: 'users',
  title: 'users',
  requires: ['S1', 'S10', 'S16'],
  tries: ['create'],
  async tryIds(context, ids) {
    const store = await context.store()
    const startsOfUsers = ids.map((userId) => startOf(userId))
    for (const start of startsOfUsers) await create(store, start)
    for (const [place, start] of startsOfUsers.entries()) {
      const session = await create(store, startOf(ids[place] ?? ''))
      const what = `the session of user ${JSON.stringify(ids[place])}`
      mustEqual([session.record.id, session.visitor.user?.id], [start.record.id, ids[place]], what)
    }
  },
}

const parties: Kind = {
  name: 'parties',
  title: 'parties that have read',
  requires: ['S1', 'S17'],
  tries: ['markRead', 'find'],
  async tryIds(context, ids) {
    const { store, id } = await givenSession(context)
    for (const each of ids) await store.markRead(id, { party: { ...aParty(), id: each }, upTo: 1 })
    const { reads } = await found(store, id)
    mustEqual(reads.map(({ party }) => party.id).sort(), [...ids].sort(), 'the ids of the parties that have read')
  },
}

const caseOf = ({ name, title, tries, tryIds, ...kind }: Kind): StoreCase => ({
  id: `S9/${name}`,
  rule: 'S9',
  title: `tells ${title} apart whose ids differ a little: in case, an accent, white space, a sign`,
  requires: kind.requires ?? requires,
  tries,
  run: (context) => tryIds(context, alike),
})

const oddCaseOf = ({ name, title, tries, tryIds, ...kind }: Kind): StoreCase => ({
  id: `S9/odd-${name}`,
  rule: 'S9',
  title: `tells ${title} apart whose ids differ in half a pair, or after a NUL`,
  requires: kind.requires ?? requires,
  tries,
  run: (context) => tryIds(context, odd),
})

/** Session ids and user ids are made by servers. */
export const idCases: readonly StoreCase[] = [
  ...[commands, sessions, starts, pages, users, parties].map(caseOf),
  ...[commands, starts, pages].map(oddCaseOf),
]
