import { must, mustEqual } from '../../case/outcome.ts'
import {
  anEvent,
  append,
  found,
  givenSession,
  mustChangeNothing,
  ofCommand,
  several,
  startIn,
  transcript,
} from '../case/samples.ts'
import type { StoreCase } from '../case/store-case.ts'

const requires = ['S1', 'S2', 'S3'] as const

export const commandCases: readonly StoreCase[] = [
  {
    id: 'S4/repeated',
    rule: 'S4',
    title: 'answers a repeated command with its first event, whatever the repeat says, and keeps nothing of it',
    requires,
    tries: ['append'],
    async run(context) {
      const given = await givenSession(context)
      const { store, id } = given
      const first = await append(store, id, ofCommand('c'))
      await append(store, id)
      await mustChangeNothing(given, 'a repeat', async () => {
        const repeat = await store.append(id, { ...anEvent('something else'), commandId: 'c' })
        mustEqual(repeat, { outcome: 'repeated', event: first }, 'the answer to a repeat')
      })
    },
  },
  {
    id: 'S4/without-command',
    rule: 'S4',
    title: 'keeps every event that no command has caused, also if they are alike',
    requires,
    tries: ['append'],
    async run(context) {
      const { store, id } = await givenSession(context)
      for (const index of [2, 3]) mustEqual((await append(store, id, anEvent('again'))).index, index, 'the index')
    },
  },
  {
    id: 'S4/of-each-session',
    rule: 'S4',
    title: 'knows the commands of each session on its own',
    requires,
    tries: ['append', 'committed'],
    async run(context) {
      const { store, id } = await givenSession(context)
      const other = (await startIn(store)).record.id
      const event = ofCommand('c')
      await append(store, id, event)
      mustEqual(await store.committed(other, 'c'), undefined, 'the event of a command, asked for in another session')
      await append(store, other, event)
    },
  },
  {
    id: 'S4/committed',
    rule: 'S4',
    title: 'finds the event of a command, and none of a command that has none',
    requires,
    tries: ['committed'],
    async run(context) {
      const { store, id } = await givenSession(context)
      mustEqual(await store.committed(id, 'c-1'), undefined, 'the event of a command that has none yet')
      const event = await append(store, id, ofCommand('c-1'))
      await append(store, id, ofCommand('c-2'))
      mustEqual(await store.committed(id, 'c-1'), event, 'the event of a command')
      mustEqual(await store.committed(id, 'c-3'), undefined, 'the event of a command that has none')
    },
  },
  {
    id: 'S4/of-the-start',
    rule: 'S4',
    title: 'knows the command of the event that the session begins with',
    requires,
    tries: ['append', 'committed'],
    async run(context) {
      const { joined } = await givenSession(context).then(({ start }) => start)
      const { store, id } = await givenSession(context, { joined: { ...joined, commandId: 'c' } })
      mustEqual(await store.committed(id, 'c'), { index: 1, json: joined.json }, 'the event of the start’s command')
      mustEqual((await store.append(id, ofCommand('c'))).outcome, 'repeated', 'the outcome of a repeat of it')
    },
  },
  {
    id: 'S4/overlapping',
    rule: 'S4',
    title: 'keeps one event of 100 appends of one command that overlap, and answers all with it',
    requires,
    tries: ['append'],
    atOnce: 100,
    async run(context) {
      const { store, id } = await givenSession(context)
      const answers = await Promise.all(
        several(100, (place) => store.append(id, { ...anEvent(`${place}`), commandId: 'c' })),
      )
      mustEqual(answers.filter(({ outcome }) => outcome === 'appended').length, 1, 'how many appends were the first')
      mustEqual(answers.filter(({ outcome }) => outcome === 'repeated').length, 99, 'how many were repeats')
      const [, kept] = await transcript(store, id)
      for (const answer of answers) mustEqual('event' in answer && answer.event, kept, 'the event of each answer')
      mustEqual((await found(store, id)).head, 2, '`head` afterwards')
    },
  },
  {
    id: 'S4/many-overlapping',
    rule: 'S4',
    title: 'keeps one event of each of 100 commands that are sent twice at the same time',
    requires,
    tries: ['append', 'committed'],
    atOnce: 200,
    async run(context) {
      const { store, id } = await givenSession(context)
      const events = several(100, () => ofCommand())
      await Promise.all([...events, ...[...events].reverse()].map((event) => store.append(id, event)))
      const kept = await transcript(store, id)
      mustEqual(kept.length, 101, 'how many events are kept')
      for (const { commandId, json } of events) {
        const event = await store.committed(id, commandId)
        must(event && kept[event.index - 1]?.json === json, `the event of ${commandId} is not the one that was kept`)
      }
    },
  },
]
