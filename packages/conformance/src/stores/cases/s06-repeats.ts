import { mustEqual } from '../../case/outcome.ts'
import { aRecord, appendMany, givenSession, ofCommand, several, type GivenSession } from '../case/samples.ts'
import type { StoreCase } from '../case/store-case.ts'

const requires = ['S1', 'S2', 'S3', 'S4', 'S5'] as const

async function mustKnow({ store, id }: GivenSession, commands: readonly (readonly [string, number])[]): Promise<void> {
  for (const [commandId, index] of commands) {
    const repeat = await store.append(id, ofCommand(commandId))
    const seen = repeat.outcome === 'repeated' ? repeat.event.index : repeat.outcome
    mustEqual(seen, index, `the index of the event that answers a repeat of command ${commandId}`)
    mustEqual(
      (await store.committed(id, commandId))?.index,
      index,
      `the index that \`committed\` gives of ${commandId}`,
    )
  }
}

const commands = (count: number) => several(count, (place) => ofCommand(`c-${100 + place + 2}`))
/** The commands whose events have these indexes, and the indexes. */
const known = (from: number, count: number) =>
  several(count, (place) => [`c-${100 + from + place}`, from + place] as const)

export const repeatCases: readonly StoreCase[] = [
  {
    id: 'S6/kept',
    rule: 'S6',
    title: 'recognizes the command of every event that is kept',
    requires,
    tries: ['append', 'committed'],
    async run(context) {
      const given = await givenSession(context, { record: aRecord({ maxTranscriptEvents: 10 }) })
      await appendMany(given.store, given.id, commands(30))
      await mustKnow(given, known(22, 10))
    },
  },
  {
    id: 'S6/as-many-events-again',
    rule: 'S6',
    title: 'recognizes the commands of as many events again that are no longer kept',
    requires,
    tries: ['append', 'committed'],
    async run(context) {
      const given = await givenSession(context, { record: aRecord({ maxTranscriptEvents: 10 }) })
      await appendMany(given.store, given.id, commands(30))
      await mustKnow(given, known(12, 10))
    },
  },
  {
    id: 'S6/as-many-bytes-again',
    rule: 'S6',
    title: 'recognizes the commands of as many bytes again that are no longer kept',
    requires,
    tries: ['append', 'committed'],
    async run(context) {
      const events = commands(30)
      const size = events[0]?.json.length ?? 0
      const given = await givenSession(context, { record: aRecord({ maxTranscriptBytes: 10 * size }) })
      await appendMany(given.store, given.id, events)
      await mustKnow(given, known(12, 20))
    },
  },
]
