import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { eventually } from '../../../support/deadline.ts'
import { freePort } from '../../../support/free-port.ts'

const deadlineMs = 30_000

/** A process of the command that can be killed, and started again at the same address. */
export interface ChatProcess {
  readonly origin: string
  /** Resolves when it is ready for visitors. */
  start(): Promise<void>
  /** `kill -9`. Resolves when nothing is left of the process. */
  kill(): Promise<void>
  /** Tells it to end, as a deploy does, and waits until it has drained. Resolves with its exit code. */
  stop(): Promise<number>
  /** What it tells of itself, for Prometheus. */
  metrics(): Promise<string>
}

export interface ChatProcessOptions {
  /** The command, in one file. */
  readonly program: string
  readonly environment: Readonly<Record<string, string>>
  /** By how much its wall clock is wrong. */
  readonly clockOffsetMs: number
  /** Called with each line of its log. */
  readonly logs: (message: string) => void
}

/** Goes with the current test. */
export async function chatProcess({
  program,
  environment,
  clockOffsetMs,
  logs,
}: ChatProcessOptions): Promise<ChatProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'chat-server-'))
  const [port, metricsPort] = [await freePort(), await freePort()]
  const origin = `http://127.0.0.1:${port}`
  const { PATH = '' } = process.env
  const env = {
    ...{
      PATH,
      CLOCK_OFFSET_MS: String(clockOffsetMs),
      CHAT_PORT: String(port),
      CHAT_METRICS_PORT: String(metricsPort),
      CHAT_INSTANCE_ADDRESS: origin,
    },
    ...environment,
  }
  const clock = fileURLToPath(new URL('shifted-clock.mjs', import.meta.url))
  let child: ChildProcess | undefined
  onTestFinished(() => {
    child?.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })

  const end = async (signal: NodeJS.Signals) => {
    if (!child) throw new Error('the server is not running')
    const exited = once(child, 'exit')
    child.kill(signal)
    const [code] = (await exited) as [number | null]
    child = undefined
    return code ?? -1
  }
  const isReady = async () => {
    if (child?.exitCode !== null) throw new Error(`the server has ended with ${child?.exitCode}`)
    return (await fetch(`${origin}/readyz`)).ok
  }
  return {
    origin,
    async start() {
      child = spawn(process.execPath, ['--import', clock, program], {
        cwd: folder,
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      if (child.stdout) createInterface(child.stdout).on('line', (line) => logs(messageOf(line)))
      await eventually(isReady, deadlineMs)
    },
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
    metrics: async () => (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text(),
  }
}

/** A line may be cut off in its middle by the death of its process. */
function messageOf(line: string): string {
  try {
    return String((JSON.parse(line) as { readonly msg?: unknown }).msg)
  } catch {
    return line
  }
}
