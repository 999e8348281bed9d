import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll } from 'vitest'
import { onCleanup } from '../../../../test/support/cleanup.ts'
import { eventually } from '../../../../test/support/deadline.ts'
import { bundle } from '../../../../test/support/run-bundled.ts'

export interface RunOptions {
  readonly args?: readonly string[]
  /** Written to `chat.json`, and named by `--config`. */
  readonly file?: unknown
  readonly environment?: Readonly<Record<string, string>>
  /** Where it runs. @default a new folder */
  readonly folder?: string
}

/** A process of the command. */
export interface RunningCommand {
  readonly folder: string
  /** What it has printed so far: its log, and its errors. */
  readonly log: string
  readonly errors: string
  /** Where the chat is, once it has said so. */
  url(): Promise<string>
  /** The origin of its port for metrics. */
  metricsOrigin(): Promise<string>
  logged(text: string): Promise<void>
  send(signal: NodeJS.Signals): void
  /** Its exit code, or the signal that has ended it. */
  ended(): Promise<number | NodeJS.Signals>
}

const longMs = 20_000

/** The folder goes with the current test. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'chat-command-'))
  onCleanup(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Builds the command once for the tests of a file; returns what runs it in a process of its own. */
export function commandRunner(): (options?: RunOptions) => RunningCommand {
  let entry = ''
  beforeAll(async () => {
    const { file, remove } = await bundle(new URL('command-entry.ts', import.meta.url))
    entry = file
    return remove
  })
  return ({ args = [], file, environment = {}, folder = newFolder() } = {}) => {
    if (file !== undefined) writeFileSync(join(folder, 'chat.json'), JSON.stringify(file))
    const config = file === undefined ? [] : ['--config', 'chat.json']
    const { PATH = '' } = process.env
    const child = spawn(process.execPath, [entry, ...config, ...args], {
      cwd: folder,
      env: { PATH, CHAT_PORT: '0', CHAT_METRICS_PORT: '0', ...environment },
    })
    const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
    onCleanup(async () => {
      child.kill('SIGKILL')
      await exited
    })
    let [log, errors] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => void (log += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => void (errors += chunk.toString()))
    const said = async (pattern: RegExp) => {
      const [, found = ''] = await eventually(() => {
        if (child.exitCode !== null) throw new Error(`it has ended with ${child.exitCode}: ${errors}`)
        return pattern.exec(log)
      }, longMs)
      return found
    }
    return {
      folder,
      get log() {
        return log
      },
      get errors() {
        return errors
      },
      url: () => said(/chat at (https?:\/\/[^"\s]+)/),
      metricsOrigin: () => said(/metrics at (http:\/\/[^/]+)\/metrics/),
      async logged(text) {
        await eventually(() => log.includes(text), longMs)
      },
      send: (signal) => void child.kill(signal),
      async ended() {
        const [code, signal] = await exited
        return code ?? signal ?? 'SIGKILL'
      },
    }
  }
}
