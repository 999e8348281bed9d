// This SDK beside others: rounds of the same scenarios with each, client and server in a process of their own:
//   npm run bench -- [--rounds 5 --transport websocket --peers socket.io,faye --scenarios 'at once' --profiles /tmp/profiles]
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { root } from './npm.mjs'

// What is bundled lies where its dependencies are found.
const folder = mkdtempSync(join(root, 'node_modules', '.bench-'))
await build({
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
const { status } = spawnSync(process.execPath, [join(folder, 'bench.mjs'), ...process.argv.slice(2)], {
  stdio: 'inherit',
})
rmSync(folder, { recursive: true, force: true })
process.exitCode = status ?? 1
