import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const tether = fileURLToPath(new URL('tether.mjs', import.meta.url))

export interface TetheredProcess {
  readonly id: number
  /** Rejects when the program is over. */
  readonly over: Promise<never>
  /** Ends the program and everything it has started. */
  end(): Promise<void>
}

/** Runs a program that ends, with all it has started, with this process at the latest, however this process ends. */
export function runTethered(command: string, args: readonly string[]): TetheredProcess {
  const program = spawn(process.execPath, [tether, command, ...args], { stdio: ['pipe', 'ignore', 'pipe'] })
  let complaints = ''
  program.stderr.on('data', (bytes: Buffer) => (complaints = (complaints + bytes.toString()).slice(-2_000)))
  program.stdin.on('error', () => undefined) // it is over already, which `exit` says
  const exited = once(program, 'exit')
  const over = exited.then(([code]) => {
    throw new Error(`${command} ended with ${String(code)}. ${complaints}`)
  })
  over.catch(() => undefined) // those who wait for it hear of it
  return {
    id: program.pid ?? 0,
    over,
    async end() {
      program.stdin.end()
      await exited
    },
  }
}
