import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { onTestFinished } from 'vitest'
import { eventually } from '../../support/deadline.ts'
import type { Figures, FromHost, HostOptions } from './host-messages.ts'

/** The server's process, as a test sees it. */
export interface ChatHost {
  readonly url: string
  /** The newest figures, and the largest RSS seen so far. */
  readonly figures: Figures
  readonly mostRss: number
  stop(): Promise<void>
}

const root = fileURLToPath(new URL('../../..', import.meta.url))

/**
 * Starts `chat-host.ts`, from the packages' sources, in a process that ends with the current test. `heapMegabytes` is all that
 * it may keep: it dies of more, and what it has to keep does not hide in what the collector has not come to.
 */
export async function startChatHost(options: HostOptions, heapMegabytes?: number): Promise<ChatHost> {
  const { file, remove } = await bundle()
  const child = fork(file, [JSON.stringify(options)], {
    execArgv: heapMegabytes === undefined ? [] : [`--max-old-space-size=${heapMegabytes}`],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const gone = once(child, 'exit')
  let figures: Figures | undefined
  let port: number | undefined
  let mostRss = 0
  child.on('message', (message: FromHost) => {
    if (message.type === 'listening') port = message.port
    else {
      figures = message
      mostRss = Math.max(mostRss, message.rss)
    }
  })
  async function stop(): Promise<void> {
    if (child.connected) child.send({ type: 'stop' })
    const overdue = setTimeout(() => child.kill('SIGKILL'), 10_000)
    await gone
    clearTimeout(overdue)
    remove()
  }
  onTestFinished(stop)
  const url = `http://127.0.0.1:${await eventually(() => port, 20_000)}/cometd`
  const first = await eventually(() => figures, 20_000)
  return {
    url,
    get figures() {
      return figures ?? first
    },
    get mostRss() {
      return mostRss
    },
    stop,
  }
}

/** Node cannot run TypeScript everywhere that it is to run here. What is bundled lies where its dependencies are found. */
async function bundle(): Promise<{ file: string; remove: () => void }> {
  const folder = mkdtempSync(join(root, 'node_modules', '.chat-host-'))
  const file = join(folder, 'chat-host.mjs')
  const packages = readdirSync(join(root, 'packages'))
  await build({
    entryPoints: [fileURLToPath(new URL('chat-host.ts', import.meta.url))],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    alias: Object.fromEntries(
      packages.map((name) => [`@chat-transport/${name}`, join(root, 'packages', name, 'src', 'index.ts')]),
    ),
  })
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
