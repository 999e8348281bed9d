import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { onCleanup } from '../../../support/cleanup.ts'
import { startFaultProxy } from '../../../support/fault-proxy.ts'
import type { ValkeyGroup } from './valkey-group.ts'

/** The way of one chat server to its store. What breaks on it breaks for nobody else. */
export interface StorePath {
  /** The sentinels, as this chat server reaches them. They name servers as it reaches those. */
  readonly sentinels: readonly string[]
  /** Connections end, and no new ones are made; or, silently, nothing passes. */
  partition(how: 'cut' | 'silent'): void
  heal(): void
}

export async function createStorePath({ servers, sentinels }: ValkeyGroup): Promise<StorePath> {
  const toServers = await Promise.all(servers.map(({ port }) => startFaultProxy(port)))
  const portHere = new Map(servers.map(({ port }, place) => [String(port), String(toServers[place]?.port)]))
  const renamed = (text: string) => text.replace(/\b\d{5}\b/g, (port) => portHere.get(port) ?? port)
  const toSentinels = await Promise.all(
    sentinels.map(async ({ port }) => startFaultProxy(await startRenamingProxy(port, renamed))),
  )
  const all = [...toServers, ...toSentinels]
  return {
    sentinels: toSentinels.map(({ port }) => `redis://127.0.0.1:${port}`),
    partition: (how) => all.forEach((proxy) => (how === 'cut' ? proxy.cut() : proxy.blackHole())),
    heal: () => all.forEach((proxy) => proxy.restore()),
  }
}

/** Passes requests on as they are, and answers as `renamed` has them. Resolves with its port. */
async function startRenamingProxy(port: number, renamed: (text: string) => string): Promise<number> {
  const proxy = createServer((client) => {
    const server = connect(port, '127.0.0.1')
    for (const socket of [client, server]) socket.on('error', () => undefined)
    client.pipe(server)
    server.on('data', (data: Buffer) => client.write(renamed(data.toString())))
    server.on('close', () => client.destroy())
    client.on('close', () => server.destroy())
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  onCleanup(() => void proxy.close())
  return (proxy.address() as AddressInfo).port
}
