import type { HarnessReport } from '../../report/report.ts'
import { inspect, mustEqual } from '../../case/outcome.ts'
import { OpenStoreContext } from '../case/store-case-context.ts'
import { aStart, create } from '../case/samples.ts'
import type { StoreHarness } from '../store-harness.ts'

/** Looks whether stores can be made, and are empty: cases must not see each other's sessions. */
export async function testStoreHarness(harness: StoreHarness, deadlineMs: number): Promise<HarnessReport> {
  const context = new OpenStoreContext(harness, deadlineMs)
  try {
    const start = aStart()
    const [one, other] = [await context.store(), await context.store()]
    // What is wrong with the store itself is found by the cases.
    await create(one, start).catch(() => undefined)
    const seen = await other.find(start.record.id).catch(() => undefined)
    mustEqual(
      seen?.record.id,
      undefined,
      'the session of one store, looked for in the next that createStore() has made',
    )
    return { deadlineMs }
  } catch (cause) {
    return { deadlineMs, mend: cause instanceof Error ? cause.message : inspect(cause) }
  } finally {
    await context.close()
  }
}
