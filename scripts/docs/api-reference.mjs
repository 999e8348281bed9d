// Writes the API reference, a page for each package, out of the sources' comments.
import { join } from 'node:path'
import { Application, Converter, ReflectionKind } from 'typedoc'
import { entries } from '../entries.mjs'
import { root } from '../npm.mjs'

/** The source of each entry that has types, and the name under which it is imported. */
const sources = entries()
  .filter(({ types }) => types)
  .map(({ folder, path, name }) => ({ name, file: join('packages', folder, 'src', path, 'index.ts') }))

/** False when a comment has a link that leads nowhere; says which. That each export has a comment is checked with its API report. */
export async function writeApiReference(folder) {
  const app = await Application.bootstrapWithPlugins({
    plugin: ['typedoc-plugin-markdown'],
    entryPoints: sources.map(({ file }) => join(root, file)),
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
    validation: { notDocumented: false, notExported: false, invalidLink: true },
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

/** The name of the source that TypeDoc has named a module by, such as `core/src`. */
const importedAs = (module) => sources.find(({ file }) => file === `packages/${module}/index.ts`)?.name ?? module
