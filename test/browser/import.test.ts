import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { createContext, runInContext } from 'node:vm'
import { describe, expect, test } from 'vitest'

const root = new URL('../../', import.meta.url)

describe('loading the SDK does nothing', () => {
  test('the script defines one global, and uses and changes nothing of the page', async () => {
    const script = await readFile(new URL('packages/browser/dist/chat-transport.js', root), 'utf8')
    // The bare language: a timer, a socket, a document or a storage would be a ReferenceError here.
    const context = createContext({})
    runInContext(freezeTheLanguage, context)
    runInContext(script, context)
    expect(Object.keys(context)).toEqual(['ChatTransport'])
    expect(runInContext('typeof ChatTransport.createChat', context)).toBe('function')
  })

  const modules = ['core', 'cometd', 'files', 'backend', 'memory', 'server', 'browser'].map(
    (name) => `${name}/dist/index.js`,
  )
  const commonJs = ['core', 'cometd', 'files', 'backend', 'memory', 'server'].map((name) => `${name}/dist/index.cjs`)

  test.each([...modules, ...commonJs])(
    'importing %s in Node adds no global and leaves nothing that keeps the process alive',
    async (file) => {
      const entry = new URL(`packages/${file}`, root)
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--input-type=module', '--eval', importAndReport, entry.href],
        { timeout: 20_000 },
      )
      expect(JSON.parse(stdout)).toEqual({ globals: [], resources: [] })
    },
  )
})

/** Built-ins that were patched would show by throwing: the bundle is strict code. */
const freezeTheLanguage = `
  for (const name of ['Object', 'Function', 'Array', 'String', 'Promise', 'Error', 'Map', 'Set', 'JSON', 'Math', 'Date']) {
    Object.freeze(globalThis[name])
    if (globalThis[name].prototype) Object.freeze(globalThis[name].prototype)
  }
`

const importAndReport = `
  const [, entry] = process.argv
  const before = new Set(Reflect.ownKeys(globalThis))
  await import(entry)
  const globals = Reflect.ownKeys(globalThis).filter((key) => !before.has(key)).map(String)
  const standing = ['PipeWrap', 'TTYWrap', 'FSReqPromise', 'CloseReq']
  const resources = process.getActiveResourcesInfo().filter((kind) => !standing.includes(kind))
  console.log(JSON.stringify({ globals, resources }))
`
