import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { within } from './deadline.ts'

const program = fileURLToPath(new URL('../../examples/demo/server.mjs', import.meta.url))

/** Runs the demo as `npm start` does, on free ports, for the current test. Resolves with the URL that it prints. */
export const startDemo = async (): Promise<string> => (await runDemo()).url

/** The same, with `stop` for those who end it before the test does. */
export async function runDemo() {
  const demo = spawn(process.execPath, [program], {
    env: { ...process.env, PORT: '0', CI: 'true' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(demo, 'exit')
  const stop = async () => {
    demo.kill('SIGTERM')
    const [code] = await within(30_000, "the demo's end", ended)
    if (code !== 0) throw new Error(`The demo did not end properly: its exit code is ${code}`)
  }
  onTestFinished(stop)
  const [line] = await within(60_000, "the demo's first line", once(createInterface(demo.stdout), 'line'))
  const url = /http:\/\/\S+/.exec(String(line))?.[0]
  if (!url) throw new Error(`The demo printed no URL but: ${String(line)}`)
  return { url, stop }
}
