import { isObject } from '../line/json-object.ts'
import type { JsonObject } from '../line/server-line.ts'

type Check = readonly [field: string, expected: string, holds: (value: unknown) => boolean]

const isText = (value: unknown) => typeof value === 'string' && value !== ''
const isIndex = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 1
const isPositive = (value: unknown) => typeof value === 'number' && value > 0

const partyChecks: readonly Check[] = [
  ['party.id', 'a string', isText],
  ['party.name', 'a string, also without a nickname', isText],
  ['party.type', "'client'", (value) => value === 'client'],
]
const limitChecks: readonly Check[] = [
  ['limits.maxMessageBytes', 'a positive number', isPositive],
  ['limits.commandsPerSecond', 'a positive number', isPositive],
]
const checks: readonly Check[] = [
  ['commandId', 'a string', isText],
  ['sessionId', 'a string of 1 to 128 characters', (value) => isText(value) && String(value).length <= 128],
  ['first', 'an integer from 1', isIndex],
  ['head', 'an integer', Number.isSafeInteger],
  [
    'reads',
    'a list of { party, upTo }',
    (value) => Array.isArray(value) && value.every((read) => isObject(read) && isObject(read.party)),
  ],
  ['timeoutMs', 'a positive number of milliseconds', isPositive],
  ...partyChecks,
  ...limitChecks,
]

/** What is wrong in an EventAttached, one sentence each. */
export function attachedProblems(answer: JsonObject): readonly string[] {
  return checks.flatMap(([field, expected, holds]) => {
    const value = valueAt(answer, field)
    return holds(value) ? [] : [`\`${field}\` is to be ${expected}, and is ${JSON.stringify(value) ?? 'missing'}`]
  })
}

function valueAt(object: JsonObject, path: string): unknown {
  let value: unknown = object
  for (const name of path.split('.')) value = isObject(value) ? value[name] : undefined
  return value
}
