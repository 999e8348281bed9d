import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from 'vitest'
import * as sdk from '@chat-transport/browser'
import * as cookies from '../src/cookies.ts'
import * as recorder from '../src/recorder.ts'

test('the global holds the session, both contracts, the CometD transport and the storages, and nothing else', () => {
  expect(Object.keys(sdk).sort()).toEqual([
    'ChatError',
    'ErrorCode',
    'cometdTransport',
    'createChat',
    'errorCategory',
    'linkedTransport',
    'memoryStorage',
    'silentLogger',
    'systemClock',
    'systemNetworkStatus',
    'textOf',
    'trackConnectivity',
    'version',
    'webStorage',
  ])
})

test('what only some pages want is a script of its own', () => {
  expect(Object.keys(cookies)).toEqual(['cookieStorage'])
  expect(Object.keys(recorder)).toEqual(['recordSession'])
})

test('every type of the packages it is made of has its name here too', { timeout: 60_000 }, () => {
  const [here, core, cometd] = exportedTypes('browser', 'core', 'cometd')

  expect(core).toContain('ChatSession')
  expect(here).toEqual(expect.arrayContaining([...(core ?? []), ...(cometd ?? [])]))
})

/** The names of what is a type and no value. */
function exportedTypes(...packages: string[]): string[][] {
  const entries = packages.map((name) => fileURLToPath(new URL(`../../${name}/src/index.ts`, import.meta.url)))
  const config = fileURLToPath(new URL('../tsconfig.json', import.meta.url))
  const { config: given } = ts.readConfigFile(config, (path) => ts.sys.readFile(path)) as { config: object }
  const { options } = ts.parseJsonConfigFileContent(given, ts.sys, fileURLToPath(new URL('..', import.meta.url)))
  const program = ts.createProgram(entries, { ...options, noLib: true })
  const checker = program.getTypeChecker()
  return entries.map((entry) => {
    const file = program.getSourceFile(entry)
    const module = file && checker.getSymbolAtLocation(file)
    if (!module) throw new Error(`${entry} is no module`)
    return checker
      .getExportsOfModule(module)
      .filter((symbol) => !(resolved(checker, symbol).flags & ts.SymbolFlags.Value))
      .map(({ name }) => name)
  })
}

function resolved(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
}
