import { isObject } from '../line/json-object.ts'
import type { JsonObject } from '../line/server-line.ts'

/** One field of an event, by its path; `expected` completes "is to be …". */
export type FieldCheck = readonly [path: string, expected: string, holds: (value: unknown) => boolean]

export const isText = (value: unknown) => typeof value === 'string' && value !== ''

/** What is wrong in an event, one sentence each. */
export function shapeProblems(event: JsonObject, checks: readonly FieldCheck[]): readonly string[] {
  return checks.flatMap(([path, expected, holds]) => {
    const value = valueAt(event, path)
    return holds(value) ? [] : [`\`${path}\` is to be ${expected}, and is ${JSON.stringify(value) ?? 'missing'}`]
  })
}

function valueAt(object: JsonObject, path: string): unknown {
  let value: unknown = object
  for (const name of path.split('.')) value = isObject(value) ? value[name] : undefined
  return value
}
