import type { ConformanceCase } from '../case/conformance-case.ts'
import { passMarker } from '../fixtures/marker.ts'
import { connectingMoments } from '../fixtures/moments.ts'
import { must } from '../case/outcome.ts'
import { mustHaveCalledNothingSince } from '../fixtures/page.ts'

export const closableAtEveryMomentCases: readonly ConformanceCase[] = connectingMoments.map(
  ({ name, title, reach }): ConformanceCase => ({
    id: `T10/${name}`,
    rule: 'T10',
    title: `can be closed, also twice, while ${title}`,
    requires: ['T12', 'T7', 'T3', 'T11'],
    async run(context) {
      const page = await reach(context)
      const callsBefore = page.calls.length
      page.close()
      page.close('left')
      await context.outlast(context.timing.retryDelayMs)
      await context.far.refuseLines(false)
      await context.far.planAttaches([])
      const attaches = (await page.attaches()).length
      await passMarker(context, () =>
        context.until('no line but the one opened afterwards is open', async () => (await context.far.lines()) === 1),
      )
      mustHaveCalledNothingSince(page, callsBefore)
      const late = (await page.attaches()).length - attaches
      // close() cannot call back an attach that connect() has already sent.
      must(late <= (name === 'called' ? 1 : 0), `attaches were sent after close(): ${late}`)
    },
  }),
)
