import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import type { Peer } from '../../../bench/peers/peer.ts'
import { loadPeer, peerNames } from '../../../bench/peers/peers.ts'
import { onStage } from '../../../bench/run/on-stage.ts'
import type { ServerProcess } from '../../../bench/run/server-process.ts'
import { scenarios } from '../../../bench/scenarios/scenarios.ts'

/** The server in this process: that it is apart from the client matters only to what is measured. */
async function serve(peer: Peer): Promise<ServerProcess> {
  const httpServer = createServer()
  peer.serve(httpServer)
  httpServer.listen(0, '127.0.0.1')
  await once(httpServer, 'listening')
  onTestFinished(() => httpServer.closeAllConnections())
  const { port } = httpServer.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    usage: async () => ({ cpuMs: 0, wireBytes: 0 }),
    heapBytes: async () => 0,
    close: async () => undefined,
  }
}

test.for(peerNames)('the benchmark plays every scenario with $peer over $transport', async (name) => {
  const peer = await loadPeer(name)
  const server = await serve(peer)
  for (const scenario of scenarios.filter(({ fits = () => true }) => fits(name))) {
    const measured = await onStage(scenario, { peer, server, share: 0.001 })
    expect(Object.keys(measured)).toEqual(Object.keys(scenario.figures))
    expect(Object.values(measured).some(Number.isNaN)).toBe(false)
  }
})

test('the command compares peers, each end in a process of its own', async () => {
  const command = fileURLToPath(new URL('../../../scripts/bench.mjs', import.meta.url))
  const how = [
    '--rounds',
    '1',
    '--share',
    '0.001',
    '--transport',
    'websocket',
    '--peers',
    'ws alone',
    '--scenarios',
    'one',
  ]
  const { stdout } = await promisify(execFile)(process.execPath, [command, ...how])
  expect(stdout).toMatch(/\| ws alone \| [\d.,]+ \| .+ \| 1\.00 \(1\.00–1\.00\) \|/)
})
