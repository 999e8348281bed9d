// What `npm run mutation -- core` gives Stryker. The package, and which of its files, come from scripts/mutation/of-package.mjs.
const { MUTATION_PACKAGE: name, MUTATION_FILES: files = '**/*.ts', MUTATION_SAMPLE: sample } = process.env

/** Below these the run fails: the tests have become blind to something. */
const lowestScore = { core: 85, cometd: 80, backend: 80 }

const report = `test-results/mutation/${name}`

export default {
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation/vitest.config.ts' },
  coverageAnalysis: 'perTest',
  // A mutant of what runs at import would need all tests, each in a new process.
  ignoreStatic: true,
  mutate: [`packages/${name}/src/${files}`, '!**/index.ts'],
  // Texts for people: a test that repeats them would find nothing.
  mutator: { excludedMutations: ['StringLiteral'] },
  ignorePatterns: ['/test-results', '/reports', '**/dist', '/docs'],
  concurrency: 2,
  timeoutMS: 10_000,
  reporters: ['html', 'json', 'clear-text', 'progress-append-only'],
  htmlReporter: { fileName: `${report}/index.html` },
  jsonReporter: { fileName: `${report}/mutation.json` },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, allowEmojis: false },
  ...(sample && { plugins: ['@stryker-mutator/*', './test/mutation/draw-sample.mjs'], checkers: ['sample'] }),
  // What a sample leaves out must not be remembered as tried.
  incremental: !sample,
  incrementalFile: `${report}/incremental.json`,
  tempDirName: 'test-results/mutation/sandbox',
  // A sample is an estimate, and fails nothing.
  thresholds: { high: 90, low: lowestScore[name], break: sample ? null : lowestScore[name] },
}
