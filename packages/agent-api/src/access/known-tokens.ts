import { createHash, timingSafeEqual } from 'node:crypto'
import { checkArgument, guards } from '@chat-transport/core'
import { allScopes, type Access } from './caller.ts'

/** A token and what it is for. `tokenHash`: its SHA-256, hexadecimal, so that the token itself stands in no configuration. */
export type TokenOptions = Access & ({ readonly token: string } | { readonly tokenHash: string })

/** A token is random and not a password, so that it can be kept as a plain hash. */
const leastTokenCharacters = 32

const { guard, optional } = guards
const isName = (value: unknown) => typeof value === 'string' && /^[\w.-]{1,64}$/.test(value)
const accessGuards = {
  name: guard('1 to 64 letters, digits, dots, underscores and hyphens', isName),
  scopes: optional(guards.list(guards.oneOf(...allScopes))),
  profile: optional(guards.object),
}
const tokenGuard = guard(
  `a string of at least ${leastTokenCharacters} characters, such as randomBytes(32).toString('base64url')`,
  (value) => typeof value === 'string' && value.length >= leastTokenCharacters,
)
const hashGuard = guard('a SHA-256 in 64 hexadecimal digits', (value) => /^[\da-f]{64}$/i.test(String(value)))

/** Throws a `TypeError` that names what is wrong. */
export function checkAccess(owner: string, access: Access): Access {
  checkArgument(owner, access, guards.object)
  for (const [name, isGood] of Object.entries(accessGuards))
    checkArgument(`${owner}.${name}`, Reflect.get(access, name), isGood)
  return access
}

/** The tokens of the options. Keeps their hashes alone. */
export class KnownTokens {
  readonly #known: readonly { readonly hash: Buffer; readonly access: Access }[]

  constructor(tokens: readonly TokenOptions[]) {
    this.#known = tokens.map((given, index) => {
      const owner = `createAgentApi tokens[${index}]`
      checkAccess(owner, given)
      return { hash: hashOf(owner, given), access: given }
    })
  }

  /** Takes as long for a wrong token as for a right one. */
  find(token: string): Access | undefined {
    const hash = sha256(token)
    const [found] = this.#known.filter((known) => timingSafeEqual(known.hash, hash))
    return found?.access
  }
}

function hashOf(owner: string, given: TokenOptions): Buffer {
  if ('tokenHash' in given) {
    checkArgument(`${owner}.tokenHash`, given.tokenHash, hashGuard)
    return Buffer.from(given.tokenHash, 'hex')
  }
  if (tokenGuard(given.token, '') !== undefined)
    // Without what was given: errors end up in logs.
    throw new TypeError(`${owner}.token: expected a string of at least ${leastTokenCharacters} random characters`)
  return sha256(given.token)
}

export const sha256 = (text: string) => createHash('sha256').update(text).digest()
