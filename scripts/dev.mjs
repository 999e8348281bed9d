// Builds on every change, runs the demo's server anew, and has the demo's page reload:
//   npm run dev
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { watch as watchFiles } from 'node:fs'
import { root } from './npm.mjs'
import { readOptions } from './options.mjs'

readOptions()
const { watch: watchSources } = await import('rollup')

process.chdir(root)
process.env.ROLLUP_WATCH = 'true'
/** Always the same one, so that the page finds the server again. */
process.env.PORT ??= '8080'

/** An editor or a build writes more than once: what comes within this is one change. */
const settleMs = 100

let demo
let due
let restarted = Promise.resolve()

const { default: config } = await import('../rollup.config.mjs')
const sources = watchSources(config)
/** One mistake breaks the build of every file that it becomes a part of. */
const errors = new Set()
sources.on('event', ({ code, error, result }) => {
  void result?.close()
  if (code === 'START') errors.clear()
  if (code === 'ERROR') errors.add(`✗ ${error.message}`)
  if (code !== 'END') return
  console.log(errors.size > 0 ? [...errors].join('\n') : '✓ built')
  if (errors.size === 0) restartSoon()
})
const server = watchFiles('examples/demo/server', { recursive: true }, restartSoon)

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    server.close()
    await sources.close()
    clearTimeout(due)
    await restarted
    await stopDemo()
  })
}

function restartSoon() {
  clearTimeout(due)
  due = setTimeout(() => (restarted = restarted.then(restartDemo)), settleMs)
}

async function restartDemo() {
  await stopDemo()
  demo = spawn(process.execPath, ['examples/demo/server.mjs', '--live-reload'], { stdio: 'inherit' })
}

async function stopDemo() {
  if (!demo || demo.exitCode !== null || demo.signalCode !== null) return
  const stopped = once(demo, 'exit')
  demo.kill()
  await stopped
}
