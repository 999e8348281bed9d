// This SDK beside others: rounds of the same scenarios with each, client and server in a process of their own:
//   npm run bench -- [--rounds 5 --share 1 --transport websocket --peers socket.io,faye --scenarios 'at once' --profiles /tmp/profiles]
// All of it takes about 20 minutes. --share 0.1 plays a tenth of everything, for a glance; peers and scenarios are named by parts of their
// names, which an error lists; a transport is websocket or long-polling. Or what the clients weigh in a page:
//   npm run bench -- --bundles
// With --report docs/bench the results are kept, and shown by docs/benchmark.md, if all is committed that they are of; with --rounds 0 that is
// written again from what is kept.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { npm, root } from './npm.mjs'
import { failUsage, readOptions, requireWholeNumbers } from './options.mjs'

const text = { type: 'string', default: '' }
const { values } = readOptions({
  options: {
    rounds: { type: 'string', default: '5' },
    share: { type: 'string', default: '1' },
    peers: text,
    scenarios: text,
    transport: text,
    profiles: { type: 'string' },
    report: { type: 'string' },
    bundles: { type: 'boolean' },
  },
})
const options = { ...values, rounds: Number(values.rounds), share: Number(values.share) }
requireWholeNumbers(values, ['rounds'], 0)
if (!(options.share > 0 && options.share <= 1))
  failUsage(`--share: expected a number above 0, up to 1, got ${values.share}`)
if (values.report !== undefined && options.share !== 1)
  failUsage(
    `--report keeps figures under labels that name their sizes, which are others with --share ${values.share}: leave one of the two out.`,
  )

// What is weighed is what is published, and what nothing else needs is installed only now.
const isReady =
  !options.bundles ||
  (npm('run', '--silent', 'build') && npm('ci', '--ignore-scripts', '--prefix', join('bench', 'bundles')))
process.exitCode = isReady ? await bench() : 1

async function bench() {
  // What is bundled lies where its dependencies are found.
  const folder = mkdtempSync(join(root, 'node_modules', '.bench-'))
  try {
    await bundle(folder)
    const { status } = spawnSync(process.execPath, [join(folder, 'bench.mjs'), JSON.stringify(options)], {
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
