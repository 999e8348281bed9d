import { isText, shapeProblems, type FieldCheck } from '../case/shape.ts'
import { isObject } from '../line/json-object.ts'
import type { JsonObject } from '../line/server-line.ts'

const isIndex = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 1
const isPositive = (value: unknown) => typeof value === 'number' && value > 0

const partyChecks: readonly FieldCheck[] = [
  ['party.id', 'a string', isText],
  ['party.name', 'a string, also without a nickname', isText],
  ['party.type', "'client'", (value) => value === 'client'],
]
const limitChecks: readonly FieldCheck[] = [
  ['limits.maxMessageBytes', 'a positive number', isPositive],
  ['limits.commandsPerSecond', 'a positive number', isPositive],
]
const checks: readonly FieldCheck[] = [
  ['commandId', 'a string', isText],
  ['sessionId', 'a string of 1 to 128 characters', (value) => isText(value) && String(value).length <= 128],
  ['first', 'an integer from 1', isIndex],
  ['head', 'an integer', Number.isSafeInteger],
  [
    'reads',
    'a list of { party, upTo }',
    (value) => Array.isArray(value) && value.every((read) => isObject(read) && isObject(read.party)),
  ],
  ['secret', 'a string, or absent', (value) => value === undefined || isText(value)],
  ['timeoutMs', 'a positive number of milliseconds', isPositive],
  ...partyChecks,
  ...limitChecks,
]

/** What is wrong in an EventAttached, one sentence each. */
export const attachedProblems = (answer: JsonObject): readonly string[] => shapeProblems(answer, checks)
