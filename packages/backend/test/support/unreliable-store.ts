import { settle } from '../../../../test/support/fake-clock.ts'
import { memorySessionStore, wrapStore } from '../../src/index.ts'
import type { SessionStore, StoreCall } from '../../src/index.ts'

/** `lost`: it was done, and nobody is told. `slow`: others come first. */
export type StoreFault = 'none' | 'slow' | 'refused' | 'lost'

/** A store in memory that fails when told to: `fault` is asked before every call. */
export function unreliableStore(fault: (call: StoreCall) => StoreFault): SessionStore {
  return wrapStore(memorySessionStore(), async (call, run) => {
    const trouble = fault(call)
    if (trouble === 'refused') throw new Error('the store is out of reach')
    if (trouble === 'slow') await settle()
    const result = await run()
    if (trouble === 'lost') throw new Error('the answer of the store was lost')
    return result
  })
}
