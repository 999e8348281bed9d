import { setMaxListeners } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import {
  isRedisInstalled,
  startRedis,
  type RedisServer,
} from '../../../packages/store-valkey/test/support/redis-server.ts'
import { installBrowserGlobals } from '../../support/node-browser-globals.ts'
import { wholeNumber } from '../support/whole-number.ts'
import { askAll, chatOver, socketIoOver, type Rate } from './chatters.ts'
import { startPeers } from './peers.ts'

/** What `npm run measure -- --servers` was told (it sets the environment). In the whole test run it is a glance. */
const { THROUGHPUT_SECONDS, THROUGHPUT_VISITORS } = process.env
const isMeasured = THROUGHPUT_SECONDS !== undefined
const seconds = wholeNumber('--seconds', THROUGHPUT_SECONDS ?? '1')
const visitors = wholeNumber('--visitors', THROUGHPUT_VISITORS ?? '6')
const numbers = isMeasured ? [1, 2, 3] : [2]

const products = {
  'chat server': { entry: new URL('chat-peer.ts', import.meta.url), visit: chatOver },
  'socket.io': { entry: new URL('socket-io-peer.ts', import.meta.url), visit: socketIoOver },
} as const
type Product = keyof typeof products

test.runIf(isRedisInstalled)(
  'the questions that are answered in a second by one to three servers on one Valkey, beside socket.io with its Redis streams',
  { timeout: 120_000 + 20_000 * seconds },
  async () => {
    const { window, document } = installBrowserGlobals()
    setMaxListeners(0, window, document) // one page here stands for many
    console.log(`${visitors} visitors over WebSocket, each asking one question after another for ${seconds} s`)
    for (const product of Object.keys(products) as Product[]) {
      if (isMeasured) await measure(product, 1)
      for (const number of numbers) await measure(product, number, await startValkey())
    }
  },
)

async function startValkey(): Promise<RedisServer> {
  const valkey = await startRedis({ appendonly: 'yes', appendfsync: 'everysec' })
  onTestFinished(() => valkey.close())
  return valkey
}

async function measure(product: Product, number: number, valkey?: RedisServer): Promise<void> {
  const { entry, visit } = products[product]
  const peers = await startPeers(entry, number, valkey ? { valkeyUrl: valkey.url } : {})
  const chatters = await Promise.all(
    Array.from({ length: visitors }, (_, place) => visit(peers[place % number]?.port ?? 0, `chat-${place}`)),
  )
  await askAll(chatters, seconds / 5) // so that all code has run
  const cpuMs = async () => ({
    servers: (await Promise.all(peers.map((peer) => peer.cpuMs()))).reduce((sum, each) => sum + each, 0),
    valkey: valkey ? await cpuMsOf(valkey) : 0,
  })
  const before = await cpuMs()
  const rate = await askAll(chatters, seconds)
  const after = await cpuMs()
  const used = { servers: after.servers - before.servers, valkey: after.valkey - before.valkey }
  console.log(inARow(`${product}, ${valkey ? `${number} on Valkey` : 'in memory'}`, rate, used))
  expect(rate.asked).toBeGreaterThan(visitors)
}

async function cpuMsOf(valkey: RedisServer): Promise<number> {
  const info = String(await valkey.command('INFO', 'cpu'))
  const seconds = [...info.matchAll(/^used_cpu_(?:sys|user):([\d.]+)/gm)].map(([, text]) => Number(text))
  return 1_000 * seconds.reduce((sum, each) => sum + each, 0)
}

function inARow(name: string, { asked, latenciesMs, seconds: took }: Rate, cpu: { servers: number; valkey: number }) {
  const at = (share: number) => (latenciesMs[Math.floor(share * (latenciesMs.length - 1))] ?? 0).toFixed(1)
  const perQuestion = (ms: number) => ((1_000 * ms) / asked).toFixed(0)
  return (
    `  ${name.padEnd(26)} ${String(Math.round(asked / took)).padStart(6)} questions/s, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, ` +
    `processor per question: servers ${perQuestion(cpu.servers)} µs, Valkey ${perQuestion(cpu.valkey)} µs`
  )
}
