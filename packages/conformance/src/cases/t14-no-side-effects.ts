import type { ConformanceCase } from '../case/conformance-case.ts'
import { changedNames, globalNames } from '../fixtures/global-names.ts'
import { passMarker } from '../fixtures/marker.ts'
import { mustEqual } from '../case/outcome.ts'
import { connectedPage } from '../fixtures/page.ts'

/** The first of these runs before all other cases, so that an import inside `createTransport` happens in it. */
export const noSideEffectsCases: readonly ConformanceCase[] = [
  {
    id: 'T14/making',
    rule: 'T14',
    title: 'touches no global and starts nothing when it is imported and created',
    beforeSelfTest: true,
    async run(context) {
      const before = globalNames()
      const { clock, network } = await context.createTransport()
      mustEqual(changedNames(before, globalNames()), [], 'the globals changed')
      mustEqual(clock.pending, 0, 'the number of timers started')
      mustEqual(network.listeners, 0, 'the number of listeners for the network')
      mustEqual((await context.far.attaches()).length, 0, 'the number of attaches sent')
    },
  },
  {
    id: 'T14/living',
    rule: 'T14',
    title: 'touches no global while it connects, loses its line, reconnects and is closed',
    requires: ['T12', 'T7', 'T3', 'T11'],
    async run(context) {
      const before = globalNames()
      const { page } = await connectedPage(context)
      await context.far.cut()
      await page.reaches('connected', 2)
      mustEqual(changedNames(before, globalNames()), [], 'the globals changed while connected')
      page.close()
      await passMarker(context)
      mustEqual(changedNames(before, globalNames()), [], 'the globals changed after close()')
    },
  },
]
