import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { askServer, freePort, program, until, type RedisServer } from './redis-server.ts'

export type Sentinel = Awaited<ReturnType<typeof startSentinel>>

/**
 * A sentinel that watches over a primary under the name `chat`, and fails over when `quorum` of them find it dead. Resolves when it knows
 * the replicas.
 */
export async function startSentinel(primary: RedisServer, replicas: number, quorum = 1) {
  const folder = mkdtempSync(join(tmpdir(), 'chat-sentinel-'))
  const port = await freePort()
  const file = join(folder, 'sentinel.conf')
  const settings = [
    `port ${port}`,
    `dir ${folder}`,
    `sentinel monitor chat 127.0.0.1 ${primary.port} ${quorum}`,
    // A busy machine makes pauses. With less, a second failover would follow at once, to a replica that is still copying.
    'sentinel down-after-milliseconds chat 4000',
    'sentinel failover-timeout chat 10000',
  ]
  writeFileSync(file, settings.join('\n'))
  const child = spawn(program, [file, '--sentinel'], { stdio: ['ignore', 'ignore', 'inherit'] })
  const url = `redis://127.0.0.1:${port}`
  const ask = (...args: readonly string[]) => askServer(url, args)
  await until(async () => {
    const known = (await ask('SENTINEL', 'REPLICAS', 'chat')) as readonly unknown[]
    return known.length === replicas
  })
  return {
    url,
    port,
    /** The port of the primary. */
    async primaryPort(): Promise<number> {
      const [, at] = (await ask('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', 'chat')) as readonly string[]
      return Number(at)
    },
    async close() {
      child.kill('SIGKILL')
      await once(child, 'exit')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
