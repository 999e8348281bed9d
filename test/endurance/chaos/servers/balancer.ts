import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { onCleanup } from '../../../support/cleanup.ts'
import type { Dice } from '../../support/dice.ts'

/** How often each server is asked whether it is ready. */
export const healthCheckMs = 200

/**
 * Leads each connection to any server that is ready, by chance, and to another one when that refuses. Goes with the current test. Resolves
 * with its origin.
 */
export async function startBalancer(origins: readonly string[], dice: Dice): Promise<string> {
  const ready = new Set(origins)
  const check = async (origin: string) => {
    const answer = await fetch(`${origin}/readyz`, { signal: AbortSignal.timeout(1_000) }).catch(() => undefined)
    if (answer?.ok) ready.add(origin)
    else ready.delete(origin)
  }
  const checks = setInterval(() => origins.forEach((origin) => void check(origin)), healthCheckMs)
  const sockets = new Set<Socket>()

  const lead = (client: Socket): void => {
    if (ready.size === 0 || client.destroyed) return void client.destroy()
    const origin = dice.pick([...ready])
    const server = connect(Number(new URL(origin).port), '127.0.0.1')
    server.once('error', () => {
      ready.delete(origin)
      lead(client)
    })
    server.once('connect', () => {
      server.removeAllListeners('error')
      join(client, server)
    })
  }
  const join = (client: Socket, server: Socket) => {
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(from.setNoDelay(true))
      from.on('error', () => to.destroy())
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
      from.pipe(to)
    }
  }
  const balancer = createServer({ pauseOnConnect: true }, (client) => {
    client.on('error', () => undefined)
    lead(client)
  }).listen(0, '127.0.0.1')
  await once(balancer, 'listening')
  onCleanup(() => {
    clearInterval(checks)
    balancer.close()
    for (const socket of sockets) socket.destroy()
  })
  return `http://127.0.0.1:${(balancer.address() as AddressInfo).port}`
}
