import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { valkeySessionStore } from '@chat-transport/store-valkey'
import { expect, test, vi } from 'vitest'
import { givenServer, givenStore } from './support/given.ts'
import { listening } from './support/recording-listener.ts'
import { freePort } from './support/redis-server.ts'
import { message, start } from '../../../test/support/store-samples.ts'

/** Servers take their time to start on a machine that is busy. */
vi.setConfig({ testTimeout: 30_000 })

const fixture = (name: string) =>
  fileURLToPath(new URL(`../../chat-transport-server/test/support/${name}`, import.meta.url))
const certificate = fixture('test-only-cert.pem')

/** A server that speaks TLS, too. */
async function givenTlsServer(): Promise<string> {
  const port = String(await freePort())
  await givenServer({
    'tls-port': port,
    'tls-cert-file': certificate,
    'tls-key-file': fixture('test-only-key.pem'),
    'tls-ca-cert-file': certificate,
    'tls-auth-clients': 'no',
  })
  return `rediss://127.0.0.1:${port}`
}

test('over TLS everything is as without, what is told included', async () => {
  const url = await givenTlsServer()
  const tls = { ca: readFileSync(certificate), servername: 'localhost' }
  const [store, other] = [await givenStore({ url, tls }), await givenStore({ url, tls })]
  await start(store, 's1')
  const ears = await listening(other, 's1')
  expect(await store.append('s1', message('Hello'))).toMatchObject({ outcome: 'appended' })
  await expect.poll(() => ears.heard).toEqual([['appended', { index: 2, json: message('Hello').json }]])
})

test('a server whose certificate nobody vouches for is refused', async () => {
  const url = await givenTlsServer()
  await expect(valkeySessionStore({ url, timeoutMs: 2_000 })).rejects.toThrow(/Valkey cannot be reached: .*certificate/)
})
