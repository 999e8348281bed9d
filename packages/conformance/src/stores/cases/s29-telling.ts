import { several, startIn } from '../case/samples.ts'
import type { StoreCase } from '../case/store-case.ts'
import { rulesBefore } from '../rules/store-rules.ts'
import { givenListeners, mustAllHear } from './s28-told.ts'

const requires = rulesBefore('S29')

export const textTellingCases: readonly StoreCase[] = [
  {
    id: 'S29/heard',
    rule: 'S29',
    title: 'tells each text as it was to all who listen, at every connection, also at that of who tells it',
    requires,
    tries: ['create'],
    async run(context) {
      const listened = await givenListeners(context)
      const { id } = listened
      const [store] = listened.stores
      const texts = ['Hello', '', ' two\nlines\r\n', '{"json":"\\u0000"}', 'é 😀', 'x'.repeat(100_000)]
      for (const text of texts) store.bus?.tell(id, text)
      await mustAllHear(
        listened,
        texts.map((each) => ({ told: each })),
        'texts',
      )
    },
  },
  {
    id: 'S29/in-order',
    rule: 'S29',
    title: 'tells 200 texts of one connection in their order',
    requires,
    tries: ['create'],
    async run(context) {
      const listened = await givenListeners(context)
      const texts = several(200, (place) => `text ${place}`)
      for (const text of texts) listened.stores[0].bus?.tell(listened.id, text)
      await mustAllHear(
        listened,
        texts.map((each) => ({ told: each })),
        'many texts',
      )
    },
  },
  {
    id: 'S29/of-the-session',
    rule: 'S29',
    title: 'tells a text to those who listen to its session alone',
    requires,
    tries: ['create'],
    async run(context) {
      const listened = await givenListeners(context)
      const { id, stores } = listened
      const another = (await startIn(stores[0])).record.id
      const ears = await context.listen(stores[1], another)
      stores[0].bus?.tell(id, 'to the one')
      stores[0].bus?.tell(another, 'to the other')
      await ears.mustHear([{ told: 'to the other' }], 'what is told of another session')
      await mustAllHear(listened, [{ told: 'to the one' }], 'texts of two sessions')
    },
  },
  {
    id: 'S29/stopped',
    rule: 'S29',
    title: 'tells those who have stopped nothing more, and all others everything',
    requires,
    tries: ['create'],
    async run(context) {
      const listened = await givenListeners(context)
      const { id, stores } = listened
      const stopped = await context.listen(stores[1], id)
      stores[0].bus?.tell(id, 'before')
      await stopped.mustHear([{ told: 'before' }], 'what is told before somebody stops')
      stopped.stop()
      stores[0].bus?.tell(id, 'after')
      await mustAllHear(listened, [{ told: 'before' }, { told: 'after' }], 'texts around a stop')
      await stopped.mustHear([{ told: 'before' }], 'what somebody is told who has stopped')
      const again = await context.listen(stores[1], id)
      stores[0].bus?.tell(id, 'again')
      await again.mustHear([{ told: 'again' }], 'what somebody is told who listens again')
    },
  },
]
