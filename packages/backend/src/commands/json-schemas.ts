import * as v from 'valibot'

export const text = (most: number) =>
  v.pipe(
    v.string('must be a string'),
    v.nonEmpty('must not be empty'),
    v.maxLength(most, `must have at most ${most} characters`),
  )
/** A text that is bounded by the size of the command alone. */
export const someText = v.pipe(v.string('must be a string'), v.nonEmpty('must not be empty'))

export const integer = (least: number, problem: string) =>
  v.pipe(v.number('must be a number'), v.safeInteger('must be an integer'), v.minValue(least, problem))

/** JSON tells arrays from objects; valibot does not. */
export const isJsonObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)
export const jsonObject = v.custom<object>(isJsonObject, 'must be an object')

export const id = text(128)
