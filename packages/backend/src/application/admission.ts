import { checkArgument, guards } from '@chat-transport/core'
import { freezeDeeply } from '../json/freeze-deeply.ts'
import { jsonText, parseJson } from '../json/json-copy.ts'
import type { ChatUser } from './chat-user.ts'

/** A visitor who may come in, and who they are, if that is known. */
export interface Admission {
  readonly user?: ChatUser
  readonly expiresAt?: number
}

const mostCharacters = 200
const mostUserBytes = 16_384
const name = 'authenticate result'

const shortText = guards.guard(
  `a string of 1 to ${mostCharacters} characters`,
  (value) => typeof value === 'string' && value.length > 0 && value.length <= mostCharacters,
)
const user = guards.fields({ id: shortText, name: guards.optional(shortText) })
/** Seconds, as JWT has them, would be a time long ago. */
const epochMs = (now: number) =>
  guards.guard(
    'a time in epoch milliseconds, such as exp * 1000 of a JWT',
    (value) => typeof value === 'number' && Number.isFinite(value) && value > now / 100,
  )

/**
 * Reads what `authenticate` has returned; `undefined`: the visitor may not come in. Throws a `TypeError` or `RangeError` that
 * names what is wrong with it, without repeating it.
 */
export function admissionOf(result: unknown, now: number): Admission | undefined {
  if (result === false) return undefined
  if (result === true || result === undefined) return {}
  const isObject = (value: unknown) => guards.object(value, name) === undefined
  checkArgument(name, result, guards.guard('true, false, nothing, or an object with a user', isObject))
  checkArgument(name, result, guards.only({ user: guards.object, expiresAt: guards.optional(epochMs(now)) }))
  const { user: given, ...rest } = result as { readonly user: object; readonly expiresAt?: number }
  return { user: userOf(given), ...rest }
}

/** A copy: what the application does with its object later has no effect. */
function userOf(given: object): ChatUser {
  const copy = parseJson(`${name}.user`, jsonText(`${name}.user`, given, mostUserBytes))
  checkArgument(`${name}.user`, copy, user)
  return freezeDeeply(copy) as ChatUser
}
