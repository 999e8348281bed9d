import type { ConformanceCase } from '../case/conformance-case.ts'
import { indexOf, typeOf } from '../case/event-fields.ts'
import { mustEqual } from '../case/outcome.ts'
import { connectedPage } from '../fixtures/page.ts'

export const heartbeatsAreNoEventsCases: readonly ConformanceCase[] = [
  {
    id: 'T3/heartbeats',
    rule: 'T3',
    title: 'hands on no event for the heartbeats of an idle line',
    requires: ['T12', 'T7'],
    async run(context) {
      const { page, session } = await connectedPage(context)
      await context.outlast(2 * context.timing.silenceTimeoutMs) // heartbeats come more often
      await page.has(await context.far.say(session.sessionId, 'marker'))
      const others = page.events.filter((event) => indexOf(event) === undefined && typeOf(event) !== 'EventAttached')
      mustEqual(others, [], 'what was handed on from an idle line')
    },
  },
]
