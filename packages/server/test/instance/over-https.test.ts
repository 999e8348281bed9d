import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { expect, onTestFinished, test, vi } from 'vitest'
import { freePort } from '../../../../test/support/free-port.ts'
import { PollingPage } from '../support/bayeux-clients.ts'
import { secret, startInstance, unknown } from '../support/instances.ts'
import { start } from '../support/start-attached.ts'
import { startFronts } from '../support/start-fronts.ts'

const pem = (what: string) =>
  readFileSync(new URL(`../../../chat-transport-server/test/support/test-only-${what}.pem`, import.meta.url))

/** A page with a line at a server that others reach over https, with a certificate of its own making; its requests come to another one. */
async function startPage() {
  const port = await freePort()
  const { fronts, url } = await startFronts({ instance: { name: 'n1', address: `https://127.0.0.1:${port}`, secret } })
  const httpServer = createServer({ cert: pem('cert'), key: pem('key') })
  fronts.attach(httpServer)
  httpServer.listen(port, '127.0.0.1')
  await once(httpServer, 'listening')
  onTestFinished(() => {
    httpServer.closeAllConnections()
    httpServer.close()
  })
  const other = await startInstance('n2')
  const opened = new PollingPage(url)
  const { ext } = await opened.attach(start)
  const page = new PollingPage(`${other.url}/${ext?.path}`)
  page.clientId = opened.clientId
  return page
}

test('requests are handed on, over one connection after another or the same', async () => {
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
  onTestFinished(() => void vi.unstubAllEnvs())
  const page = await startPage()
  for (let count = 0; count < 3; count++)
    expect(await page.publish({ type: 'LeaveSession', id: `l${count}` })).toEqual([
      expect.objectContaining({ successful: true }),
    ])
})

test('a server whose certificate is not accepted is as good as gone', async () => {
  const page = await startPage()
  expect(await page.connect()).toEqual([unknown])
})
