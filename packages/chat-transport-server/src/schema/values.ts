import { longestTimerMs } from '@chat-transport/core'
import * as v from 'valibot'

/** The message of each schema is what would be right, in words that fit after "expected". */
export function wholeNumber(least: number, most: number) {
  const expected = `a whole number from ${least} to ${most}`
  return v.pipe(v.number(expected), v.integer(expected), v.minValue(least, expected), v.maxValue(most, expected))
}

export const port = wholeNumber(0, 65_535)

/** So long a timer may run. */
export const milliseconds = (least = 1, most = longestTimerMs) => wholeNumber(least, most)

export const bytes = (least: number, most = 2 ** 40) => wholeNumber(least, most)

export const yesOrNo = v.boolean('true or false')

export function text(expected: string, pattern = /\S/) {
  return v.pipe(v.string(expected), v.regex(pattern, expected))
}

export const path = text('a path')

const serverUrl = 'a URL that begins with redis: or rediss:, such as redis://localhost:6379'

/** A server of Valkey or Redis, and maybe the number of a database. */
export const redisUrl = v.pipe(
  text(serverUrl, /^rediss?:\/\/[^/\s]+(\/\d*)?$/),
  v.check((value) => URL.canParse(value), serverUrl),
)

export function oneOf<const Options extends readonly [string, ...string[]]>(options: Options) {
  return v.picklist(options, `one of ${options.join(', ')}`)
}

export function listOf(entry: v.GenericSchema<unknown, string>, expected: string) {
  return v.array(entry, expected)
}

/** What an environment variable says, as the value of such a setting. What cannot be one stays text, which the schema then refuses. */
export function fromText(schema: v.GenericSchema, value: string): unknown {
  if (schema.type === 'number') return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value
  if (schema.type === 'boolean') return value === 'true' || (value === 'false' ? false : value)
  if (schema.type === 'array') return value.split(',').map((entry) => entry.trim())
  return value
}
