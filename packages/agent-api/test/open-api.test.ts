import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { botToken, startApi } from './support/start-api.ts'

interface Parameter {
  readonly name: string
  readonly in: string
  readonly required: boolean
}
interface Document {
  readonly openapi: string
  readonly paths: Record<string, Record<string, { readonly operationId: string; readonly parameters?: Parameter[] }>>
  readonly components: { readonly schemas: object }
}

async function servedDocument(): Promise<Document> {
  const { url } = await startApi()
  const response = await fetch(`${url}/openapi.json`, { headers: { authorization: `Bearer ${botToken}` } })
  return (await response.json()) as Document
}

test('the document names each operation once, and every parameter of its path', async () => {
  const { openapi, paths } = await servedDocument()
  expect(openapi).toMatch(/^3\.1\./)
  const operations = Object.entries(paths).flatMap(([route, methods]) =>
    Object.values(methods).map((operation) => ({ route, ...operation })),
  )
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
  for (const { route, parameters = [] } of operations) {
    const named = parameters.filter((one) => one.in === 'path' && one.required).map(({ name }) => `{${name}}`)
    expect(named).toEqual(route.match(/\{\w+\}/g) ?? [])
  }
})

test('the document says which parameters may be left out', async () => {
  const { paths } = await servedDocument()
  const needed = (route: string, method: string) =>
    paths[route]?.[method]?.parameters?.filter(({ required }) => required).map(({ name }) => name)
  expect(needed('/sessions', 'get')).toEqual([])
  const files = '/sessions/{sessionId}/participants/{participant}/files'
  expect(needed(files, 'post')).toEqual(['sessionId', 'participant', 'name'])
})

test('the document refers to nothing that it does not have', async () => {
  const document = await servedDocument()
  const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`)
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference)
  expect(references.length).toBeGreaterThan(10)
  expect(known).toEqual(expect.arrayContaining(references))
})

test('the README lists every operation, and none that is not there', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const listed = [
    ...readme.matchAll(/^\| `((?:GET|POST|PUT|PATCH|DELETE)[^|]*) \| `(?:read|write|moderate)` \|/gm),
  ].flatMap(([, cell = '']) => {
    const [, methods = '', path = ''] = /^([A-Z`, ]+?) ([A-Z/][^?`]*)/.exec(cell) ?? []
    const route = path.replace(/^ME/, '/sessions/{sessionId}/participants/{participant}')
    return methods.split(/\W+/).map((method) => `${method} ${route}`)
  })
  const { paths } = await servedDocument()
  const served = Object.entries(paths).flatMap(([route, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${route}`),
  )
  expect(listed.sort()).toEqual(served.sort())
})
