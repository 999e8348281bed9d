import type { AttachCommand } from '@chat-transport/core'
import { settle, type FakeClock } from '../../../../test/support/fake-clock.ts'
import type { BackendSession, ChatBackend, ChatBackendOptions, SessionStore } from '../../src/index.ts'
import type { Hearing } from './heard-at-will.ts'
import { sharedStore } from './shared-store.ts'
import { aRestore, aStart, connect, startBackend, type TestPage } from './visitor.ts'

/** Where the sessions of back ends are. */
export interface StorePlace {
  /** Connections to an empty store, one for each back end, and what is done with what they hear. */
  stores(): { readonly one: SessionStore; readonly other: SessionStore; readonly hearing: Hearing }
  /** Resolves when what is told by now has arrived. */
  arrived(): Promise<void>
}

const inMemory: StorePlace = {
  stores() {
    const store = sharedStore()
    return { one: store, other: store, hearing: store }
  },
  arrived: () => new Promise((resolve) => void setImmediate(resolve)),
}

let place = inMemory

/** From now on, stores are there. */
export function placeStores(given: StorePlace): void {
  place = given
}

/** What is told over the bus has arrived, and so has what comes of that. */
export async function told(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) {
    await place.arrived()
    await settle()
  }
}

/** So many minutes pass at these back ends, with all that comes of each. */
export async function minutesPass(
  minutes: number,
  ...backEnds: readonly { readonly clock: FakeClock }[]
): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    await Promise.all(backEnds.map(({ clock }) => clock.advance(60_000)))
    await told()
  }
}

/** Two back ends, each with a clock of its own, on one store. While minutes pass on the clocks, a call of a real store takes no time. */
export function twoBackEnds(given: ChatBackendOptions = {}) {
  const { one, other, hearing } = place.stores()
  const options = { storeTimeoutMs: 600_000, ...given }
  return {
    store: { ...one, ...hearing },
    one: startBackend({ ...options, store: one }),
    other: startBackend({ ...options, store: other }),
  }
}

/** A page at one of the back ends. What becomes of what it sends has arrived everywhere. */
export async function connectAt(backend: ChatBackend, command: AttachCommand = aStart()): Promise<TestPage> {
  const page = await connect(backend, command)
  await told()
  return {
    ...page,
    async send(each) {
      await page.send(each)
      await told()
    },
  }
}

export function moveTo(backend: ChatBackend, page: TestPage, fields: object = {}): Promise<TestPage> {
  const after = page.line.indexes.at(-1) ?? 0
  return connectAt(backend, aRestore(page.sessionId, { after, ...fields }))
}

export const transcriptOf = async (backend: ChatBackend, page: TestPage) => sessionAt(backend, page).transcript()

export function sessionAt(backend: ChatBackend, { sessionId }: TestPage): BackendSession {
  const session = backend.session(sessionId)
  if (!session) throw new Error('the back end does not show the session')
  return session
}
