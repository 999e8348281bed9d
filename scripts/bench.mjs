// This SDK beside others: rounds of the same scenarios with each, client and server in a process of their own:
//   npm run bench -- [--rounds 5 --transport websocket --peers socket.io,faye --scenarios 'at once' --profiles /tmp/profiles]
// and what the clients weigh in a page:
//   npm run bench -- --bundles
// With --report docs/bench the results are kept, and shown by docs/benchmark.md.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { npm, root } from './npm.mjs'

// What is weighed is what is published, and what nothing else needs is installed only now.
const isReady =
  !process.argv.includes('--bundles') ||
  (npm('run', '--silent', 'build') && npm('ci', '--ignore-scripts', '--prefix', join('bench', 'bundles')))
process.exitCode = isReady ? await bench(process.argv.slice(2)) : 1

async function bench(args) {
  // What is bundled lies where its dependencies are found.
  const folder = mkdtempSync(join(root, 'node_modules', '.bench-'))
  try {
    await bundle(folder)
    const { status } = spawnSync(process.execPath, [join(folder, 'bench.mjs'), ...args], {
      cwd: root,
      stdio: 'inherit',
    })
    return status ?? 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function bundle(folder) {
  return build({
    entryPoints: ['bench.ts', 'run/client.ts', 'run/server.ts'].map((name) => join(root, 'bench', name)),
    entryNames: '[name]',
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    alias: Object.fromEntries(
      readdirSync(join(root, 'packages')).map((name) => [
        `@chat-transport/${name}`,
        join(root, 'packages', name, 'src', 'index.ts'),
      ]),
    ),
  })
}
