import * as v from 'valibot'
import { incorrect, missing, type ProblemPart } from '../http/problem.ts'
import type { Operation } from '../operations/operation.ts'
import { callId as callIdSchema } from '../operations/schemas.ts'

/** What a call brings, as it came. */
export interface GivenCall {
  readonly path: Readonly<Record<string, unknown>>
  readonly query: Readonly<Record<string, unknown>>
  readonly body: unknown
  /** The Idempotency-Key. */
  readonly key: string | undefined
}

export interface CheckedCall {
  readonly path: Readonly<Record<string, unknown>>
  readonly query: Readonly<Record<string, unknown>>
  readonly body: unknown
  readonly callId: string
}

/** Checks a call against the schemas of its operation. Throws an `ApiProblem` (400) that says what is wrong, and where. */
export function checkCall(operation: Operation, given: GivenCall): CheckedCall {
  const path = check('path', v.strictObject(operation.path), numbersOf(operation.path, given.path))
  const query = check('query', v.strictObject(operation.query), numbersOf(operation.query, given.query))
  const body = operation.body ? check('body', operation.body, given.body) : bodyOfNone(operation, given.body)
  return { path, query, body, callId: operation.isRepeatable ? callIdOf(given.key, body) : '' }
}

function check<Output>(place: string, schema: v.GenericSchema<unknown, Output>, value: unknown): Output {
  const result = v.safeParse(schema, value)
  if (result.success) return result.output
  const errors = result.issues.slice(0, 10).map((issue) => partOf(place, issue))
  throw incorrect(errors.map(({ at, detail }) => `${at}: ${detail}`).join('; '), errors)
}

function partOf(place: string, issue: v.BaseIssue<unknown>): ProblemPart {
  const path = v.getDotPath(issue)
  const at = [place, ...(path ? [path] : [])].join('.').slice(0, 200)
  const isUnknown = issue.type === 'strict_object' && issue.expected === 'never'
  return { at, detail: isUnknown ? 'nothing is known by this name' : issue.message.slice(0, 200) }
}

/** An operation without a body takes an empty object, or what names the call, since some clients cannot do without a body. */
function bodyOfNone({ isRepeatable, takesBytes }: Operation, body: unknown): unknown {
  if (takesBytes || body === undefined) return undefined
  return check('body', isRepeatable ? justAnId : v.strictObject({}), body)
}

const justAnId = v.strictObject({ id: v.exactOptional(callIdSchema) })

function callIdOf(key: string | undefined, body: unknown): string {
  const id = typeof body === 'object' && body !== null && 'id' in body ? body.id : undefined
  if (key === undefined && id === undefined)
    throw missing(
      'The call needs a name by which its repeats are recognized: send an Idempotency-Key, or an `id` in the body.',
    )
  if (key !== undefined && id !== undefined && key !== id)
    throw incorrect('The Idempotency-Key and the `id` in the body differ: send one of them.')
  return key === undefined ? String(id) : check('Idempotency-Key', callIdSchema, key)
}

/** Numbers come as text in an address. */
function numbersOf(
  entries: v.ObjectEntries,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const isNumber = (name: string) =>
    Object.hasOwn(entries, name) && v.safeParse(entries[name] as v.GenericSchema, 1).success
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const isWhole = typeof value === 'string' && /^\d{1,15}$/.test(value)
      return [name, isWhole && isNumber(name) ? Number(value) : value]
    }),
  )
}
