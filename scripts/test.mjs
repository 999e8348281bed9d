// The whole test run: build, type check, lint, the site of the documents, then every tier of tests. All steps run, so that one
// look shows everything; the last line is `N passed, N failed`, in which each step counts as one beside the tests.
//   npm test
// For daily work: without the site, and only the tests of packages and examples, but for the kit's and the stores', which take minutes.
// They need neither a browser nor the build, and run beside it:
//   npm test -- --quick
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { npmBeside, npmUnseen, root } from './npm.mjs'
import { readOptions } from './options.mjs'

const report = 'test-results/vitest.json'
const { quick } = readOptions({ options: { quick: { type: 'boolean' } } }).values
/** Of the quick run: paths that begin so. */
const quickPaths = readdirSync(join(root, 'packages')).filter((name) => !/^(conformance|store-.*)$/.test(name))
const selection = quick
  ? ['--project=packages', '--project=counting', ...quickPaths.map((name) => `packages/${name}/`), 'examples/']
  : []

const checking = buildAndCheck()
const outcomes = quick ? [await tests(), ...(await checking).map(show)] : [...(await checking).map(show), await tests()]
const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0)
const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0)
process.exitCode = failed > 0 ? 1 : 0
console.log(`${passed} passed, ${failed} failed`)

async function buildAndCheck() {
  console.log(`▶ build, then type check and lint${quick ? '' : ', and the site of the documents'}`)
  const format = step('lint:format')
  const built = await step('build')
  // None needs another, nor more than one core.
  const checks = [step('typecheck'), step('lint:code'), ...(quick ? [] : [step('docs', '--', '--build')])]
  return [built, ...(await Promise.all([format, ...checks]))]
}

async function step(name, ...options) {
  return { name, ...(await npmUnseen('run', '--silent', name, ...options)) }
}

function show({ name, ok, output }) {
  console.log(`\n▶ ${name}\n${output.trimEnd()}`)
  console.log(ok ? `✓ ${name}` : `✗ ${name} failed`)
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1 }
}

async function tests() {
  console.log('\n▶ tests')
  rmSync(join(root, report), { force: true }) // an older report must not speak for this run
  const ok = await npmBeside(
    'run',
    '--silent',
    'vitest',
    '--',
    'run',
    ...selection,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  )
  const counts = count(readReport())
  // A crash, an unhandled rejection or an empty run is a failure even when no test says so.
  const unexplained = (!ok && counts.failed === 0) || counts.passed + counts.failed === 0
  if (unexplained) console.error('The test run itself failed: see above.')
  return { passed: counts.passed, failed: counts.failed + (unexplained ? 1 : 0) }
}

/** A test that was skipped showed nothing, and a file that could not be loaded hides its tests: both count as failed. */
function count(files) {
  const tests = files.flatMap((file) => file.assertionResults)
  const passed = tests.filter((test) => test.status === 'passed').length
  const broken = files.filter((file) => file.status === 'failed' && file.assertionResults.every(isPassed)).length
  return { passed, failed: tests.length - passed + broken }
}

function isPassed(test) {
  return test.status === 'passed'
}

function readReport() {
  try {
    return JSON.parse(readFileSync(join(root, report), 'utf8')).testResults
  } catch (error) {
    console.error(`Unable to read the report of the test run: ${error.message}`)
    return []
  }
}
