import checkFile from 'eslint-plugin-check-file'
import tseslint from 'typescript-eslint'

/** Time, randomness and network status come in as options. */
const timeAndChance = ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval', 'performance'].map((name) => ({
  name,
  message: 'Time comes in as an option: use a Clock.',
}))
const clockProperties = [
  { object: 'Date', property: 'now', message: 'Time comes in as an option: use a Clock.' },
  { object: 'Math', property: 'random', message: 'Chance comes in as an option: use a Clock.' },
]

/**
 * Pages own the built-ins. These are the ones that Prototype.js, MooTools or a promise library of the page replaces by
 * something that does less, or something else.
 */
const ownedByThePage = [
  { object: 'Array', property: 'from', message: 'MooTools and Prototype.js ignore its second argument: use map.' },
  { object: 'Object', property: 'keys', message: 'Prototype.js lists what is inherited, too: use Object.entries.' },
  { object: 'Object', property: 'values', message: 'Prototype.js lists what is inherited, too: use Object.entries.' },
  { object: 'JSON', property: 'stringify', message: 'Prototype.js makes a text of every array: use toJson.' },
]
const callOf = (method) => `CallExpression[callee.property.name='${method}'][callee.object.name!='Object']`
const methodsOwnedByThePage = [
  { selector: callOf('entries'), message: 'Prototype.js replaces it, and gives no indexes: use for…of.' },
  { selector: callOf('reduce'), message: 'Prototype.js replaces it by something else: use for…of.' },
  { selector: callOf('finally'), message: "A page's own promises may have none: use then." },
]

export default tseslint.config(
  { ignores: ['**/dist/', '**/node_modules/', 'test-results/', 'docs/api/', 'docs/.vitepress/{cache,.temp}/'] },
  // No comment switches a rule off.
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,tsx,js,mjs}'],
    plugins: { 'check-file': checkFile },
    rules: {
      'check-file/filename-naming-convention': [
        'error',
        { '**/*.{ts,tsx,js,mjs}': 'KEBAB_CASE' },
        { ignoreMiddleExtensions: true },
      ],
      'check-file/filename-blocklist': ['error', { '**/{utils,helpers,common}.*': '*-*.ts' }],
      'max-lines': ['error', 350],
      'max-params': ['error', 3],
      complexity: ['error', 10],
      'no-empty': 'error',
      eqeqeq: 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.base],
    // The root's project has almost everything. A program for each package would take three times as long, and 4 GB.
    languageOptions: {
      parserOptions: {
        project: ['tsconfig.json', 'test/integration/contents/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    rules: {
      'max-lines': ['error', 300],
      'max-lines-per-function': ['error', 80],
      'no-restricted-globals': ['error', ...timeAndChance],
      'no-restricted-properties': ['error', ...clockProperties],
      'no-restricted-imports': [
        'error',
        {
          patterns: [{ regex: '^@chat-transport/[^/]+/', message: "Import the package, never another package's src." }],
        },
      ],
    },
  },
  {
    files: ['packages/core/src/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^[^.]', message: 'core has no dependencies; a transport least of all.' }] },
      ],
    },
  },
  {
    files: ['packages/{core,cometd,tabs,files,recorder,react,widget,browser}/src/**/*.ts'],
    rules: {
      'no-restricted-properties': ['error', ...clockProperties, ...ownedByThePage],
      'no-restricted-syntax': ['error', ...methodsOwnedByThePage],
    },
  },
  {
    files: ['packages/core/src/platform/to-json.ts'],
    rules: { 'no-restricted-properties': ['error', ...clockProperties] },
  },
  {
    files: ['packages/core/src/platform/clock.ts'],
    rules: { 'no-restricted-globals': 'off', 'no-restricted-properties': 'off' },
  },
)
