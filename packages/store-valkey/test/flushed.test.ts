import { expect, test, vi } from 'vitest'
import { aRestore, aStart, connect, startBackend } from '../../backend/test/support/visitor.ts'
import { givenServer, givenStore } from './support/given.ts'

vi.setConfig({ testTimeout: 30_000 })

test('pages of a server that was emptied learn with the next renewal that their sessions are gone', async () => {
  const server = await givenServer()
  const store = await givenStore({ url: server.url })
  const { backend, clock } = startBackend({ store, storeTimeoutMs: 600_000 })
  const page = await connect(backend, aStart())
  await expect.poll(() => page.line.indexes).toEqual([1])
  await server.command('FLUSHALL')
  const later = await connect(backend, aStart({ id: 'start-2' }))
  await clock.advance(60_000)
  await expect.poll(() => page.line.dropped).toBe('expired')
  expect(later.line.dropped).toBeUndefined()
  const { answer } = await backend.attach(aRestore(page.sessionId), page.line)
  expect(answer).toMatchObject({ type: 'EventError', error: { code: 50 } })
})
