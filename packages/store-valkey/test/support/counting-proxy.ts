import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'

/** Stands between a store and its server, and counts how often the store has had to wait for the server. */
export async function countingProxy(port: number) {
  let roundTrips = 0
  const sockets = new Set<Socket>()
  const proxy = createServer((client) => {
    const server = connect(port, '127.0.0.1')
    for (const socket of [client, server]) {
      sockets.add(socket.setNoDelay(true))
      socket.on('error', () => undefined)
    }
    let isAnswered = true
    client.on('data', (data) => {
      if (isAnswered) roundTrips++
      isAnswered = false
      server.write(data)
    })
    server.on('data', (data) => {
      isAnswered = true
      client.write(data)
    })
    client.on('close', () => server.destroy())
    server.on('close', () => client.destroy())
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  onTestFinished(() => {
    proxy.close()
    for (const socket of sockets) socket.destroy()
  })
  return {
    url: `redis://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    /** How many round trips `run` has taken. */
    async during(run: () => Promise<unknown>): Promise<number> {
      const before = roundTrips
      await run()
      return roundTrips - before
    },
  }
}
