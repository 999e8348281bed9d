import { settle } from '../../../../test/support/fake-clock.ts'
import type { BackendSession, ChatBackend, ChatBackendOptions } from '../../src/index.ts'
import { sharedStore } from './shared-store.ts'
import { aRestore, aStart, connect, startBackend, type TestPage } from './visitor.ts'

/** What is told over the bus has arrived. */
export async function told(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) {
    await new Promise((resolve) => void setImmediate(resolve))
    await settle()
  }
}

/** Two back ends, each with a clock of its own, on one store. */
export function twoBackEnds(options: ChatBackendOptions = {}) {
  const store = sharedStore()
  return { store, one: startBackend({ ...options, store }), other: startBackend({ ...options, store }) }
}

export async function startAt(backend: ChatBackend, start = aStart()): Promise<TestPage> {
  const page = await connect(backend, start)
  await told()
  return page
}

export async function moveTo(backend: ChatBackend, page: TestPage, fields: object = {}): Promise<TestPage> {
  const after = page.line.indexes.at(-1) ?? 0
  const moved = await connect(backend, aRestore(page.sessionId, { after, ...fields }))
  await told()
  return moved
}

export const transcriptOf = async (backend: ChatBackend, page: TestPage) => sessionAt(backend, page).transcript()

export function sessionAt(backend: ChatBackend, { sessionId }: TestPage): BackendSession {
  const session = backend.session(sessionId)
  if (!session) throw new Error('the back end does not show the session')
  return session
}
