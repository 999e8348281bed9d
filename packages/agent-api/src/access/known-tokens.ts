import { createHash, timingSafeEqual } from 'node:crypto'
import { knownOptions } from '@chat-transport/backend'
import { guards } from '@chat-transport/core'
import { allScopes, type Access } from './caller.ts'

/** A token and what it is for. `tokenHash`: its SHA-256, hexadecimal, so that the token itself stands in no configuration. */
export type TokenOptions = Access & ({ readonly token: string } | { readonly tokenHash: string })

/** A token is random and not a password, so that it can be kept as a plain hash. */
const leastTokenCharacters = 32

const { fields, guard, isObject, list, object, oneOf, optional } = guards
const isName = (value: unknown) => typeof value === 'string' && /^[\w.-]{1,64}$/.test(value)
const accessGuards = {
  name: guard('1 to 64 letters, digits, dots, underscores and hyphens', isName),
  scopes: optional(list(oneOf(...allScopes))),
  profile: optional(object),
}
/** What `authenticate` gives may have more than is asked for. */
export const access = fields(accessGuards)

/** Without what was given: errors end up in logs. */
const token: guards.Guard = (value, path) =>
  typeof value === 'string' && value.length >= leastTokenCharacters
    ? undefined
    : { message: `${path}: expected a string of at least ${leastTokenCharacters} random characters` }
const tokenHash = guard('a SHA-256 in 64 hexadecimal digits', (value) => /^[\da-f]{64}$/i.test(String(value)))
const withToken = knownOptions({ ...accessGuards, token })
const withHash = knownOptions({ ...accessGuards, tokenHash })

/** The guard of one of `tokens`. */
export const tokenOptions: guards.Guard = (value, path) =>
  (isObject(value) && value.tokenHash !== undefined ? withHash : withToken)(value, path)

/** The tokens of the options, which are checked. Keeps their hashes alone. */
export class KnownTokens {
  readonly #known: readonly { readonly hash: Buffer; readonly access: Access }[]

  constructor(tokens: readonly TokenOptions[]) {
    this.#known = tokens.map((given) => ({ hash: hashOf(given), access: given }))
  }

  /** Takes as long for a wrong token as for a right one. */
  find(token: string): Access | undefined {
    const hash = sha256(token)
    const [found] = this.#known.filter((known) => timingSafeEqual(known.hash, hash))
    return found?.access
  }
}

const hashOf = (given: TokenOptions): Buffer =>
  'tokenHash' in given ? Buffer.from(given.tokenHash, 'hex') : sha256(given.token)

export const sha256 = (text: string) => createHash('sha256').update(text).digest()
