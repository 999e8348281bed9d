import { setTimeout as pass } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { startRedis } from '../../../../packages/store-valkey/test/support/redis-server.ts'
import { eventually } from '../../../support/deadline.ts'
import { bundle } from '../../../support/run-bundled.ts'
import { dice } from '../../support/dice.ts'
import { healthCheckMs, startBalancer } from '../servers/balancer.ts'
import { chatProcess } from '../servers/chat-process.ts'
import { faults } from '../servers/faults.ts'
import { percentiles } from '../servers/outages.ts'
import type { ServersOptions } from '../servers/servers-options.ts'
import { longestPauseMs } from '../servers/several-servers.ts'
import { drainMs } from '../servers/world.ts'
import { startSocketIoVisitor, type SocketIoVisitor } from './socket-io-visitor.ts'

/** Deploys, or kills, servers of socket.io, with Redis streams and connection state recovery, under visitors. Returns what came of it, in words. */
export async function breakSocketIo(options: ServersOptions): Promise<string> {
  const { servers, deploys, chats, seed } = options
  const chances = dice(seed)
  const members = await startServers(options)
  const origins = members.map(({ process }) => process.origin)
  const balanced = await startBalancer(origins, chances.apart())
  const pauseMs = () => chances.between(20, longestPauseMs(chats))
  const visitors = await Promise.all(
    Array.from({ length: chats }, (_, place) => startSocketIoVisitor(balanced, `visitor ${place}`, pauseMs)),
  )
  const fault = deploys > 0 ? 'deploy' : 'kill'
  const times = deploys > 0 ? deploys : options.faults
  for (let time = 1; time <= times; time++) {
    await pass(chances.between(500, 2_000))
    await faults[fault]({ members }, chances)
  }
  for (const visitor of visitors) visitor.hush()
  await eventually(() => visitors.every(({ pending }) => pending === 0), 60_000)
  await pass(settledMs)
  for (const visitor of visitors) visitor.close()
  return `${times} times ${fault} of ${servers} servers of socket.io on Redis streams; ${chats} visitors, seed ${seed}\n${reportOf(visitors)}`
}

/** What is on its way then does not come any more. */
const settledMs = 2_000

async function startServers({ servers, chats }: ServersOptions) {
  const valkey = await startRedis({ appendonly: 'yes' })
  onTestFinished(() => valkey.close())
  const { file: program, remove } = await bundle(new URL('socket-io-server.ts', import.meta.url))
  onTestFinished(remove)
  const environment = {
    VALKEY_URL: valkey.url,
    CHAT_DRAIN_DELAY_MS: String(2 * healthCheckMs),
    CHAT_DRAIN_MS: String(drainMs(chats)),
  }
  const start = async () => {
    const process = await chatProcess({ program, environment, clockOffsetMs: 0, logs: () => undefined })
    await process.start()
    return { process }
  }
  return Promise.all(Array.from({ length: servers }, start))
}

function reportOf(visitors: readonly SocketIoVisitor[]): string {
  const sum = (count: (visitor: SocketIoVisitor) => number) =>
    visitors.reduce((total, visitor) => total + count(visitor), 0)
  const expected = ({ acknowledged }: SocketIoVisitor) => acknowledged.flatMap((text) => [text, `answer to ${text}`])
  const lost = sum((visitor) => expected(visitor).filter((text) => !visitor.heard.has(text)).length)
  const doubled = sum(({ heard }) => [...heard.values()].filter((times) => times > 1).length)
  return [
    `  lines lost ${sum(({ recoveriesMs }) => recoveriesMs.length)}, interruptions of more than 3 s ${sum((each) => each.interruptions)}, ` +
      `without state recovery ${sum((each) => each.notRecovered)}; open again ${percentiles(visitors.flatMap((each) => each.recoveriesMs))}`,
    `  of ${sum((visitor) => expected(visitor).length)} messages and answers that were acknowledged, lost for the page ${lost}, shown twice ${doubled}`,
  ].join('\n')
}
