import type { NetworkChange } from '@chat-transport/core'
import type { CaseContext, ConformanceCase } from '../case/conformance-case.ts'
import { passMarker } from '../fixtures/marker.ts'
import { connectingMoments } from '../fixtures/moments.ts'
import { must, mustEqual } from '../case/outcome.ts'
import { mustHaveCalledNothingSince, restoreOf } from '../fixtures/page.ts'

/** Calls connect(). Returns the members of the listener that it has called before it returned. */
async function calledInside(context: CaseContext, change?: NetworkChange): Promise<readonly string[]> {
  const attach = restoreOf(await context.far.newSession())
  const { transport, network } = await context.createTransport()
  if (change) network.tell(change)
  const called: string[] = []
  const connection = transport.connect(attach, {
    position: 0,
    onEvent: () => void called.push('onEvent'),
    onConnectivity: () => void called.push('onConnectivity'),
    onRetry: () => void called.push('onRetry'),
  })
  context.onEnd(() => connection.close())
  return [...called]
}

export const closableAtEveryMomentCases: readonly ConformanceCase[] = [
  {
    id: 'T10/inside-connect',
    rule: 'T10',
    title: 'calls no handler before connect() has returned, because no handler could close it',
    requires: ['T12'],
    async run(context) {
      mustEqual(await calledInside(context), [], 'the handlers called inside connect()')
      mustEqual(await calledInside(context, 'offline'), [], 'the handlers called inside connect() while offline')
      await context.far.refuseLines(true)
      mustEqual(await calledInside(context), [], 'the handlers called inside connect() while no line can be opened')
    },
  },
  ...connectingMoments.map(({ name, title, reach }): ConformanceCase => ({
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
  })),
]
