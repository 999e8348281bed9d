import { toJsonSchema } from '@valibot/to-json-schema'
import * as v from 'valibot'
import type { Operation } from '../operations/operation.ts'
import * as schemas from '../operations/schemas.ts'

const components = {
  Session: schemas.session,
  Party: schemas.party,
  Event: schemas.event,
  FeedItem: schemas.feedItem,
  Problem: schemas.problem,
}

const componentsPath = '#/components/schemas/'

/** The schema as JSON Schema. `known`: what it may refer to. */
function jsonOf(schema: v.GenericSchema, known: Readonly<Record<string, v.GenericSchema>> = components): object {
  const json = toJsonSchema(schema, {
    target: 'draft-2020-12',
    typeMode: 'input',
    definitions: known,
    errorMode: 'ignore',
    overrideRef: ({ referenceId }) => componentsPath + referenceId,
  })
  return Object.fromEntries(Object.entries(json).filter(([name]) => name !== '$schema' && name !== '$defs'))
}

/** The API as an OpenAPI 3.1 document. `version`: that of the API. */
export function openApiDocument(operations: readonly Operation[], path: string) {
  const routes = new Map<string, Record<string, unknown>>()
  for (const operation of operations) {
    const route = routes.get(operation.route) ?? {}
    routes.set(operation.route, { ...route, [operation.method.toLowerCase()]: describe(operation) })
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Agent API',
      version: '1',
      description:
        'Chat sessions for consoles and bots. Refusals are problem details (RFC 9457) with an error code of the SDK.',
    },
    servers: [{ url: path }],
    security: [{ token: [] }],
    paths: Object.fromEntries(routes),
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: Object.fromEntries(Object.keys(components).map((name) => [name, componentOf(name)])),
    },
  }
}

/** By its own name a component would be a reference to itself. */
function componentOf(name: string): object {
  const { [name]: schema, ...others } = components as Record<string, v.GenericSchema>
  return schema ? jsonOf(schema, others) : {}
}

function describe(operation: Operation) {
  const { id, summary, scope, answer, isRepeatable, takesBytes } = operation
  const parameters = [
    ...parametersOf(operation.path, 'path'),
    ...parametersOf(operation.query, 'query'),
    ...(isRepeatable ? [idempotencyKey] : []),
  ]
  const success = answer
    ? { 200: { description: 'Done.', content: { 'application/json': { schema: jsonOf(answer) } } } }
    : { 204: { description: 'Done.' } }
  return {
    operationId: id,
    summary,
    description: `Needs the scope \`${scope}\`.`,
    ...(parameters.length > 0 && { parameters }),
    ...(takesBytes && { requestBody: { required: true, content: { 'application/octet-stream': {} } } }),
    ...(operation.body && { requestBody: bodyOf(operation.body) }),
    responses: { ...success, default: refusal },
  }
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  description:
    'Names this call: a repeat has no second effect, and the same answer. Needed, unless the body has an `id`.',
  schema: jsonOf(schemas.callId),
}

const refusal = {
  description: 'Refused: `code` and `detail` say why.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}

const bodyOf = (schema: v.GenericSchema) => ({
  required: !v.safeParse(schema, undefined).success,
  content: { 'application/json': { schema: jsonOf(schema) } },
})

const parametersOf = (entries: v.ObjectEntries, place: 'path' | 'query') =>
  Object.entries(entries).map(([name, schema]) => ({
    name,
    in: place,
    required: !v.safeParse(v.object({ [name]: schema }), {}).success,
    schema: jsonOf(schema as v.GenericSchema),
  }))
