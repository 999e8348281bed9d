import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/support/longest-first.ts'

const source = (name: string) => fileURLToPath(new URL(`packages/${name}/src/index.ts`, import.meta.url))

/** Every tier runs against the packages' sources; `test/packaging` and `test/browser` use what the build made of them. */
export const alias = {
  // Before their package: the first name that fits is taken.
  '@chat-transport/conformance/server': fileURLToPath(
    new URL('packages/conformance/src/server/index.ts', import.meta.url),
  ),
  '@chat-transport/conformance/stores': fileURLToPath(
    new URL('packages/conformance/src/stores/index.ts', import.meta.url),
  ),
  ...Object.fromEntries(
    [
      'core',
      'cometd',
      'backend',
      'faults',
      'files',
      'tabs',
      'react',
      'recorder',
      'memory',
      'conformance',
      'server',
      'store-sqlite',
      'store-valkey',
      'agent-api',
      'browser',
      'widget',
    ].map((name) => [`@chat-transport/${name}`, source(name)]),
  ),
  'chat-transport-server': source('chat-transport-server'),
}

/** All files of a worker share its process and its modules: most of a small test is their loading. What a test changes of them it puts back. */
const tier = (name: string, include: string[], timeoutMs: number) => ({
  resolve: { alias },
  test: {
    name,
    include,
    exclude: counting,
    isolate: false,
    testTimeout: timeoutMs,
    hookTimeout: timeoutMs,
    environment: 'node' as const,
  },
})

/** What counts the memory, the timers or the sockets of the whole process. */
const counting = [
  'packages/backend/test/store/memory-use.test.ts',
  'packages/cometd/test/cometd-transport.test.ts',
  'packages/cometd/test/link-timers.test.ts',
  'packages/cometd/test/stopping.test.ts',
  'packages/server/test/shutdown.test.ts',
  'packages/server/test/waiting-commands.test.ts',
  'test/integration/shutdown.test.ts',
]

/** A process for each file. */
const isolated = ({ test, ...project }: ReturnType<typeof tier>) => ({
  ...project,
  test: { ...test, exclude: [], isolate: true },
})

/** After all others, and less at a time, for what measures. */
const last = ({ test, ...project }: ReturnType<typeof tier>) => ({
  ...project,
  test: { ...test, sequence: { groupOrder: 1 }, maxWorkers: availableParallelism() + 1 },
})

export default defineConfig({
  test: {
    // More than there are processors: what drives a browser or a real server waits half of its time.
    maxWorkers: availableParallelism() + 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      tier('packages', ['{packages,examples}/*/test/**/*.test.{ts,tsx}'], 10_000),
      tier('product', ['test/!(endurance)/**/*.test.ts'], 240_000),
      isolated(tier('counting', counting, 40_000)),
      last(isolated(tier('endurance', ['test/endurance/**/*.test.ts'], 60_000))),
    ],
  },
})
