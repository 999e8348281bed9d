import type { ConformanceCase } from '../case/conformance-case.ts'
import { must, mustEqual } from '../case/outcome.ts'
import { connectedPage } from '../fixtures/page.ts'

const outages = [1, 2, 3]

export const eachOutageCases: readonly ConformanceCase[] = [
  {
    id: 'T5/each-outage',
    rule: 'T5',
    title: 'reports each outage of each session, with its own cause and its own last proof of life',
    requires: ['T12', 'T7', 'T3', 'T11'],
    async run(context) {
      const underTest = await context.createTransport()
      const { clock } = underTest
      for (const nth of ['first', 'second']) {
        const { page, session } = await connectedPage(context, { underTest })
        const earliest: number[] = []
        for (const outage of outages) {
          clock.skip(5_000)
          earliest.push(clock.now())
          await page.has(await context.far.say(session.sessionId, 'a proof of life'))
          await context.far.cut()
          await page.reaches('connected', outage + 1)
        }
        const reports = page.changes.filter(({ current }) => current === 'reconnecting')
        mustEqual(reports.length, outages.length, `the outages reported of the ${nth} session`)
        for (const [place, { cause, since }] of reports.entries()) {
          must(cause instanceof Error, `outage ${place + 1} of the ${nth} session has no cause`)
          const earlyMs = Math.round((earliest[place] ?? 0) - since)
          must(earlyMs <= 0, `outage ${place + 1} of the ${nth} session began ${earlyMs} ms before a proof of life`)
        }
        page.close()
      }
    },
  },
]
