/**
 * How the parts of each package may depend on each other: each entry may import what stands before it, and nothing behind
 * it. Folders end with a slash, the rest are files beside them. What is not named here (files beside the folders) may import all.
 */
export const layers = {
  core: [
    'checks/',
    'platform/',
    'protocol/',
    'transport/',
    'linked-transport/',
    'transcript/',
    'storage/',
    'outbox/',
    'session/',
    'presentation/',
  ],
  backend: ['json/', 'async/', 'commands/', 'store/', 'visitor/', 'application/', 'session/'],
  server: ['http/', 'bayeux/', 'line/', 'instance/', 'files/', 'websocket/', 'long-polling/'],
  conformance: [
    'far-side/',
    'case/',
    'fixtures/',
    'cases/',
    'report/',
    'run/',
    'stores/rules/',
    'stores/case/',
    'stores/cases/',
    'stores/run/',
    'server/rules/',
    'server/line/',
    'server/control/',
    'server/case/',
    'server/cases/',
    'server/report/',
    'server/run/',
    'server/cli/',
  ],
  memory: ['script/'],
  recorder: ['format/', 'redaction/', 'recording/', 'replay/'],
  tabs: ['session-copy/', 'tab/', 'leader/', 'follower/', 'shared-state/'],
  widget: ['model/', 'texts/', 'connect/', 'behaviour/', 'view/', 'loader/'],
  'store-sqlite': ['database/', 'rows/'],
  'agent-api': ['http/', 'access/', 'sessions/', 'feed/', 'operations/', 'openapi/', 'serving/', 'webhooks/'],
  'store-valkey': ['connection/', 'scripts/', 'sessions/', 'bus/'],
  'chat-transport-server': [
    'schema/',
    'places/',
    'stores/',
    'settings/',
    'log/',
    'metrics/',
    'health/',
    'http/',
    'service/',
    'command/',
  ],
}

const source = (name, layer) => `^packages/${name}/src/${layer}`

const noImportUp = Object.entries(layers).flatMap(([name, order]) =>
  order.slice(0, -1).map((layer, index) => ({
    name: `${name}: ${layer} is below ${order.slice(index + 1).join(', ')}`,
    severity: 'error',
    from: { path: source(name, layer) },
    to: { path: order.slice(index + 1).map((above) => source(name, above)) },
  })),
)

export default {
  forbidden: [
    { name: 'no import cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no folder imports the entry of its package',
      severity: 'error',
      from: { path: '^packages/([^/]+)/src/' },
      to: { path: '^packages/$1/src/index\\.ts$' },
    },
    ...noImportUp,
  ],
  options: {
    includeOnly: '^packages/[^/]+/src/',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
}
