// Type-checks every package by its own tsconfig.json (so that what one may use does not leak into another), then the tests.
// All in one process, which parses each file once. The results are kept, so that the next run checks only what a change
// since then can have affected:
//   npm run typecheck
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './npm.mjs'
import { readOptions } from './options.mjs'

readOptions()
const { default: ts } = await import('typescript')

const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`)
/** Declares content of an application's own, which the other tests must not know. */
const application = 'test/integration/contents'
const projects = [...packages, application, '.'].filter((folder) => existsSync(join(root, folder, 'tsconfig.json')))

/** One project's file is as good as another's: all have the same options but for `types`, which do not matter to the parser. */
const parsedFiles = new Map()

const formatting = { getCanonicalFileName: (name) => name, getCurrentDirectory: () => root, getNewLine: () => '\n' }

const failed = projects.filter((project) => !isSound(project))
if (failed.length > 0) console.error(`Type errors in: ${failed.join(', ')}`)
process.exitCode = failed.length > 0 ? 1 : 0

function isSound(project) {
  const program = load(project)
  const found = [
    ...program.getConfigFileParsingDiagnostics(),
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...program.getSyntacticDiagnostics(),
    ...program.getSemanticDiagnostics(),
  ]
  program.emit() // nothing but the results, for the next run: tsconfig.base.json says `noEmit`
  if (found.length > 0) console.error(ts.formatDiagnosticsWithColorAndContext(found, formatting))
  return found.length === 0
}

/** The project's program, with the results of the last run. */
function load(project) {
  const { fileNames, options, errors } = readConfig(project)
  const host = ts.createIncrementalCompilerHost(options)
  const parse = host.getSourceFile
  host.getSourceFile = (name, ...how) => {
    if (!parsedFiles.has(name)) parsedFiles.set(name, parse(name, ...how))
    return parsedFiles.get(name)
  }
  return ts.createIncrementalProgram({ rootNames: fileNames, options, host, configFileParsingDiagnostics: errors })
}

function readConfig(project) {
  const name = project === '.' ? 'tests' : project.replaceAll('/', '-')
  const tsBuildInfoFile = join(root, `node_modules/.cache/typecheck/${name}.tsbuildinfo`)
  const onUnRecoverableConfigFileDiagnostic = (error) => {
    throw new Error(ts.formatDiagnostic(error, formatting))
  }
  return ts.getParsedCommandLineOfConfigFile(
    join(root, project, 'tsconfig.json'),
    { incremental: true, tsBuildInfoFile },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic },
  )
}
