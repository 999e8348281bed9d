import { settle } from '../../../../test/support/fake-clock.ts'
import { memorySessionStore } from '../../src/index.ts'
import type { SessionStore } from '../../src/index.ts'

/** `lost`: it was done, and nobody is told. `slow`: others come first. */
export type StoreFault = 'none' | 'slow' | 'refused' | 'lost'

/** A store in memory that fails when told to: `fault` is asked before every call. */
export function unreliableStore(fault: (call: keyof SessionStore) => StoreFault): SessionStore {
  const store = memorySessionStore()
  const unreliably = async <Result>(call: keyof SessionStore, run: () => Promise<Result>): Promise<Result> => {
    const trouble = fault(call)
    if (trouble === 'refused') throw new Error('the store is out of reach')
    if (trouble === 'slow') await settle()
    const result = await run()
    if (trouble === 'lost') throw new Error('the answer of the store was lost')
    return result
  }
  return {
    create: (record, joined, claim) => unreliably('create', () => store.create(record, joined, claim)),
    find: (id) => unreliably('find', () => store.find(id)),
    claim: (id, claim) => unreliably('claim', () => store.claim(id, claim)),
    append: (id, event) => unreliably('append', () => store.append(id, event)),
    committed: (id, commandId) => unreliably('committed', () => store.committed(id, commandId)),
    read: (id, after, maxBytes) => unreliably('read', () => store.read(id, after, maxBytes)),
    markRead: (id, mark) => unreliably('markRead', () => store.markRead(id, mark)),
    remove: (id) => unreliably('remove', () => store.remove(id)),
  }
}
