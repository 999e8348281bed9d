import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect } from 'vitest'

interface Answers {
  readonly [status: string]: { readonly content?: Record<string, { readonly schema?: object }> }
}
interface Described {
  readonly operationId: string
  readonly responses: Answers
}
export interface OpenApi {
  readonly openapi: string
  readonly paths: Record<string, Record<string, Described>>
  readonly components: { readonly schemas: object }
}

/** Checks that answers are as the served OpenAPI document says. */
export function answerChecks(document: OpenApi) {
  const ajv = new Ajv2020({ allowUnionTypes: true, strict: false })
  ajv.addSchema({ $id: 'api:document', components: document.components })
  const inDocument = (schema: object): object =>
    JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"api:document#/components/')) as object

  function describedAt(method: string, path: string): Described | undefined {
    for (const [route, operations] of Object.entries(document.paths)) {
      const pattern = new RegExp(`^${route.replace(/\{\w+\}/g, '[^/]+')}$`)
      const described = pattern.test(path) && operations[method.toLowerCase()]
      if (described) return described
    }
    return undefined
  }

  /** What the document says of an answer with this status. */
  function answerOf(method: string, path: string, status: number) {
    const described = describedAt(method, path)
    if (!described && status < 400) throw new Error(`the document has no ${method} ${path}`)
    const answers = described?.responses ?? { default: { content: { 'application/problem+json': problem } } }
    const answer = answers[status] ?? (status >= 400 ? answers['default'] : undefined)
    if (!answer) throw new Error(`${method} ${path}: the document has no answer ${status}`)
    return Object.entries(answer.content ?? {})[0]
  }

  return (method: string, path: string, response: { status: number; type: string | null; body: unknown }) => {
    const [type, content] = answerOf(method, path, response.status) ?? []
    if (type === undefined) return expect(response.body, `${method} ${path}`).toBeUndefined()
    expect(response.type, `${method} ${path}`).toContain(type)
    const isAsDescribed = ajv.compile(inDocument(content?.schema ?? {}))
    isAsDescribed(response.body)
    expect(isAsDescribed.errors, `${method} ${path} ${JSON.stringify(response.body)}`).toBeNull()
  }
}

const problem = { schema: { $ref: '#/components/schemas/Problem' } }
