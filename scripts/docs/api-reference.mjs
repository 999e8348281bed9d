// Writes the API reference, a page for each package, out of the sources' comments.
import { join } from 'node:path'
import { Application, Converter, ReflectionKind } from 'typedoc'
import { root } from '../npm.mjs'

/** By the name under which it is imported. */
const entries = {
  ...Object.fromEntries(
    ['core', 'cometd', 'react', 'tabs', 'files', 'widget', 'browser', 'memory', 'faults', 'recorder'].map(scoped),
  ),
  ...Object.fromEntries(['server', 'backend', 'agent-api', 'store-sqlite', 'store-valkey', 'conformance'].map(scoped)),
  '@chat-transport/conformance/server': 'packages/conformance/src/server/index.ts',
  '@chat-transport/conformance/stores': 'packages/conformance/src/stores/index.ts',
  'chat-transport-server': 'packages/chat-transport-server/src/index.ts',
}

const packages = Object.keys(entries).map((name) => name.replace(/^(@[^/]+\/[^/]+)\/.*/, '$1'))

/** What an export is; what it consists of may go without. */
const exported = ['Function', 'Class', 'Interface', 'TypeAlias', 'Variable', 'Enum', 'Namespace']

/** False when an export has no comment, or a comment a link that leads nowhere; says which. */
export async function writeApiReference(folder) {
  const app = await Application.bootstrapWithPlugins({
    plugin: ['typedoc-plugin-markdown'],
    entryPoints: Object.values(entries).map((file) => join(root, file)),
    tsconfig: join(root, 'tsconfig.json'),
    basePath: root,
    readme: 'none',
    name: 'API reference',
    out: folder,
    router: 'module',
    excludeInternal: true,
    excludePrivate: true,
    excludeExternals: true, // what Lit and Error bring along
    gitRevision: 'main',
    sourceLinkTemplate: 'https://github.com/chat-transport/chat-transport/blob/main/{path}#L{line}',
    disableGit: true,
    validation: { notDocumented: true, notExported: false, invalidLink: true },
    requiredToBeDocumented: exported,
    packagesRequiringDocumentation: packages,
    treatValidationWarningsAsErrors: true,
    skipErrorChecking: true, // `npm run typecheck` has done it
    entryFileName: 'index',
    hideBreadcrumbs: true,
    hidePageHeader: true,
    useCodeBlocks: true,
    useHTMLAnchors: true,
    expandObjects: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    propertyMembersFormat: 'table',
    typeDeclarationFormat: 'table',
    enumMembersFormat: 'table',
    classPropertiesFormat: 'table',
    useHTMLEncodedBrackets: true,
  })
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (_context, reflection) => {
    if (reflection.kind === ReflectionKind.Module) reflection.name = importedAs(reflection.name)
  })
  const project = await app.convert()
  if (!project) return false
  app.validate(project)
  await app.generateOutputs(project)
  return !app.logger.hasErrors() && !app.logger.hasWarnings()
}

/** The name that leads to the source that TypeDoc has named a module by, such as `core/src`. */
function importedAs(module) {
  const found = Object.entries(entries).find(([, file]) => file === `${module}/index.ts`)
  return found?.[0] ?? module
}

function scoped(name) {
  return [`@chat-transport/${name}`, `packages/${name}/src/index.ts`]
}
