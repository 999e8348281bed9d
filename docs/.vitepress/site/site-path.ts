/** Where the site shows a document of the repository; `undefined`: it does not, and links to it lead to the repository. */
export function sitePath(file: string): string | undefined {
  if (file in atTheRoot) return atTheRoot[file]
  for (const [place, path] of places) if (place.test(file)) return file.replace(place, path)
  return undefined
}

const atTheRoot: Readonly<Record<string, string>> = {
  'README.md': 'overview.md',
  'PROTOCOL.md': 'protocol.md',
  'PROTOCOL-BINDINGS.md': 'protocol-bindings.md',
  'CONTRIBUTING.md': 'contributing.md',
  'CHANGELOG.md': 'changelog.md',
  'SECURITY.md': 'security.md',
  'CODE_OF_CONDUCT.md': 'code-of-conduct.md',
}

/** The first that fits counts. */
const places: readonly (readonly [RegExp, string])[] = [
  [/^docs\/README\.md$/, 'documents.md'],
  [/^docs\/(\w+\/)README\.md$/, '$1index.md'],
  [/^docs\/(.+\.md)$/, '$1'],
  [/^packages\/([^/]+)\/README\.md$/, 'packages/$1.md'],
  [/^packages\/chat-transport-server\/SETTINGS\.md$/, 'packages/server-settings.md'],
  [/^packages\/conformance\/docs\/(.+\.md)$/, '$1'],
  [/^examples\/([^/]+)\/README\.md$/, 'examples/$1.md'],
]
