import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { transform } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { startServer } from '../support/start-server.ts'
import { shareOutsideProject } from './support/outside-project.ts'

const jest = { 'jest-29': 'npm:jest@29', 'jest-30': 'npm:jest@30' }
const jestPages = {
  'jest-environment-jsdom-29': 'npm:jest-environment-jsdom@29',
  'jest-environment-jsdom-30': 'npm:jest-environment-jsdom@30',
}
const project = shareOutsideProject({
  app: 'test-runners',
  packages: ['core', 'cometd', 'memory', 'backend', 'faults'],
  dependencies: { ...jest, ...jestPages, vitest: '4', jsdom: '28', 'happy-dom': '20' },
})

const testsOf = { memory: 5, realServer: 1 }

/** Origins of the pages that Jest and Vitest make. */
const allowedOrigins = ['http://localhost', 'http://localhost:3000']

/** jsdom has no `fetch` under Jest, which long-polling needs. */
const transportsUnderJest = ['websocket']

describe.each(['29', '30'])('under Jest %s with jsdom, as CommonJS', (version) => {
  test('a widget is tested over the memory transport, and over CometD', async () => {
    await toCommonJs('widget.js', 'widget.test.js')
    const page = join(project().folder, `node_modules/jest-environment-jsdom-${version}`)
    const options = ['--rootDir', 'common-js', '--env', page, '--json', '--outputFile', 'report.json']
    const results = await resultsOf(`node_modules/jest-${version}/bin/jest.js`, options, transportsUnderJest)
    expect(results).toEqual(passed(testsOf.memory + transportsUnderJest.length * testsOf.realServer))
  })
})

/** jsdom's WebSocket, which is undici's, fires events of Node's own, and Vitest has put jsdom's `Event` in their place. */
const transportsIn = { jsdom: ['long-polling'], 'happy-dom': ['websocket', 'long-polling'] }

describe.each(['jsdom', 'happy-dom'] as const)('under Vitest with %s', (page) => {
  test('a widget is tested over the memory transport, and over CometD', async () => {
    const transports = transportsIn[page]
    const options = ['run', '--globals', '--environment', page, '--reporter', 'json', '--outputFile', 'report.json']
    const results = await resultsOf(
      'node_modules/vitest/vitest.mjs',
      [...options, '--exclude', 'common-js/**'],
      transports,
    )
    expect(results).toEqual(passed(testsOf.memory + transports.length * testsOf.realServer))
  })
})

interface Report {
  readonly testResults: readonly {
    readonly message: string
    readonly assertionResults: readonly { title: string; status: string; failureMessages: readonly string[] }[]
  }[]
}

const passed = (count: number) => Array.from({ length: count }, () => 'passed')

/** The status of each test; what is said of it in place of that when it did not pass. */
async function resultsOf(runner: string, options: readonly string[], transports: readonly string[]): Promise<string[]> {
  const { url } = await startServer({ allowedOrigins })
  const env = { CHAT_URL: url, CHAT_TRANSPORTS: transports.join(), CI: 'true' }
  const failure = await project()
    .run(runner, options, env)
    .then(
      () => undefined,
      (error: unknown) => error,
    )
  const report = JSON.parse(
    await readFile(join(project().folder, 'report.json'), 'utf8').catch(() => {
      throw failure
    }),
  ) as Report
  const results = report.testResults.flatMap(({ message, assertionResults }) =>
    assertionResults.length > 0
      ? assertionResults.map(({ title, status, failureMessages }) =>
          status === 'passed' ? status : `${title}: ${status}\n${failureMessages.join('\n')}`,
        )
      : [message],
  )
  if (failure && results.every((result) => result === 'passed')) throw failure
  return results
}

/** As Babel or TypeScript do it in projects whose tests run under Jest. */
async function toCommonJs(...files: readonly string[]): Promise<void> {
  const { folder, write } = project()
  for (const file of files) {
    const { code } = await transform(await readFile(join(folder, file), 'utf8'), { format: 'cjs' })
    await write(join('common-js', file), code)
  }
  await write('common-js/package.json', '{ "type": "commonjs" }')
}
