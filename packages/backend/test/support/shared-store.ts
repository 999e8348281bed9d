import { expiringStore } from '../../../conformance/test/broken-stores/expiring-store.ts'
import { tellingStore } from '../../../conformance/test/broken-stores/telling-store.ts'
import { memorySessionStore, type SessionStore } from '../../src/index.ts'
import { heardAtWill, type Hearing } from './heard-at-will.ts'

export type SharedStore = SessionStore & Hearing

/** A store in memory for several back ends. What it tells comes a moment after it has happened, as over a network. */
export function sharedStore(): SharedStore {
  const { connection, ...hearing } = heardAtWill()
  return { ...connection(tellingStore(expiringStore(memorySessionStore()))), ...hearing }
}
