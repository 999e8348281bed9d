import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CompilerState, Extractor, ExtractorConfig } from '@microsoft/api-extractor'
import { entries } from '../entries.mjs'
import { root } from '../npm.mjs'

/**
 * A report for each entry with types, of what is built: the file it belongs in, its text, and what is exported without a comment. All
 * come from one program, which parses each file once.
 */
export function apiReports() {
  const folder = mkdtempSync(join(tmpdir(), 'chat-transport-api-'))
  try {
    const typed = entries().filter(({ types }) => types)
    const configs = typed.map((entry) => configOf(entry, folder))
    const additionalEntryPoints = typed.map(({ types }) => join(root, types))
    const compilerState = CompilerState.create(configs[0], { additionalEntryPoints })
    return typed.map((entry, place) => {
      const config = configs[place]
      Extractor.invoke(config, {
        localBuild: true,
        compilerState,
        messageCallback: (message) => (message.handled = true),
      })
      const text = readFileSync(config.reportFilePath, 'utf8')
      return { file: reportOf(entry), text, undocumented: undocumentedIn(text) }
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** `packages/core/api.md`; of a further entry, `packages/conformance/api.server.md`. */
const reportOf = ({ folder, path }) => `packages/${folder}/api${path.slice(1).replace('/', '.')}.md`

function configOf(entry, reportFolder) {
  const projectFolder = join(root, 'packages', entry.folder)
  const none = { default: { logLevel: 'none' } }
  return ExtractorConfig.prepare({
    packageJsonFullPath: join(projectFolder, 'package.json'),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder,
      mainEntryPointFilePath: join(root, entry.types),
      compiler: { overrideTsconfig: compilerOptions },
      apiReport: {
        enabled: true,
        reportFolder,
        reportTempFolder: join(reportFolder, 'new'),
        reportFileName: nameOf(entry),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      // The compiler and the linter have their own steps. What the reports are for is told by their text.
      messages: { compilerMessageReporting: none, extractorMessageReporting: none, tsdocMessageReporting: none },
    },
  })
}

const nameOf = ({ name }) => name.replaceAll(/\W+/g, '-')

const compilerOptions = {
  compilerOptions: {
    target: 'es2022',
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['es2022', 'dom', 'dom.iterable'],
    types: ['node'],
    skipLibCheck: true,
  },
  files: ['packages/core/dist/index.d.ts'],
}

/** The extractor puts this above what has no comment. Members of what has one may do without; a namespace is what is in it. */
function undocumentedIn(text) {
  const found = text.matchAll(/^\/\/ @public \(undocumented\)\n(?!(?:export )?namespace )(?:export )?(.*)/gm)
  return [...found].map(([, declaration]) => declaration)
}
