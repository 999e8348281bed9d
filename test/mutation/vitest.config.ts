import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { alias } from '../../vitest.config.ts'

/** The tests of one package, as the project `packages` of the root runs them: Stryker cannot choose among projects. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  resolve: { alias },
  test: {
    include: [`packages/${process.env['MUTATION_PACKAGE'] ?? '*'}/test/**/*.test.ts`],
    // They measure volume. On instrumented sources that takes minutes.
    exclude: ['**/memory-use.test.ts', '**/long-transcript.test.ts'],
    setupFiles: ['test/mutation/without-the-threads-ports.ts'],
    // Twice that of the root: what is slow on a busy machine alone must not count as a fault that was seen.
    testTimeout: 20_000,
    hookTimeout: 20_000,
    environment: 'node',
  },
})
