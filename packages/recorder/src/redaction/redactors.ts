import { guards } from '@chat-transport/core'
import { keptText, redactedLink, redactedText } from '../format/redacted-text.ts'
import type { Kept } from '../format/session-log.ts'
import type { Redaction } from './redaction.ts'

/** Makes of a value what a log may show of it. It is as valid as the value was, so that a replay is refused what the page was. */
export type Redactor = (value: unknown, redaction: Redaction) => unknown

/** Only of which kind a value is. What is in the wrong place may be anything, a number that names somebody too. */
const kindOf = (value: unknown): unknown => {
  if (typeof value === 'string') return redactedText(value)
  if (typeof value === 'number') return 0
  if (typeof value === 'boolean' || value === null) return value
  if (Array.isArray(value)) return []
  return typeof value === 'object' ? {} : undefined
}

export const number: Redactor = (value) => (typeof value === 'number' ? value : kindOf(value))
export const flag: Redactor = kindOf
/** Never in a log, whatever is kept. */
export const secret: Redactor = kindOf

export const text =
  (what: Kept): Redactor =>
  (value, { keeps }) =>
    typeof value === 'string' && keeps(what) ? keptText(value) : kindOf(value)

/** One of the words that the protocol has; any other is a text. */
export const word =
  (what: Kept, known: readonly string[]): Redactor =>
  (value, redaction) =>
    known.includes(value as string) ? value : text(what)(value, redaction)

export const id =
  (kind: string): Redactor =>
  (value, { keeps, pseudonym }) =>
    typeof value !== 'string' ? kindOf(value) : keeps('ids') ? keptText(value) : pseudonym(kind, value)

/** The name that an application has given to something of its own. */
export const ownName =
  (kind: string, what: Kept): Redactor =>
  (value, { keeps, pseudonym }) =>
    typeof value !== 'string' ? kindOf(value) : keeps(what) ? keptText(value) : pseudonym(kind, value)

/** Without `what` it is never kept: whoever has the link can open what it leads to. */
export const link =
  (what?: Kept): Redactor =>
  (value, { keeps }) => {
    if (typeof value !== 'string') return kindOf(value)
    return what && keeps(what) ? keptText(value) : redactedLink(value, guards.webAddress(value, '') === undefined)
  }

const topLevel = /^(application|audio|font|image|model|text|video)\//
/** What a page decides by: `image/…`. */
export const mediaType: Redactor = (value, redaction) => {
  const [, known] = typeof value === 'string' ? (topLevel.exec(value) ?? []) : []
  return known && !redaction.keeps('messages') ? `${known}/*` : text('messages')(value, redaction)
}

/** JSON of an application's own. Not even the names of its fields are shown. */
export const data =
  (what: Kept): Redactor =>
  (value, { keeps }) =>
    keeps(what) ? withoutSecrets(value) : kindOf(value)

const isSecret = (name: string) => /secret|token|auth|passw|credential|api.?key/i.test(name)

function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string') return keptText(value)
  if (Array.isArray(value)) return value.map(withoutSecrets)
  if (!guards.isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, isSecret(name) ? kindOf(field) : withoutSecrets(field)]),
  )
}

/** The redactor of each field, all of which the type makes one name: a new one cannot be forgotten. */
export type Shape<Type> = { readonly [Field in keyof Type]-?: Redactor }

/** An object with these fields. Others are left out, unless data is kept. */
export const fields = <Type>(shape: Shape<Type>): Redactor => {
  const redactors = Object.entries<Redactor>(shape) // once, since every event passes here
  return (value, redaction) => {
    if (!guards.isObject(value)) return kindOf(value)
    const shown: Record<string, unknown> = {}
    for (const [name, redact] of redactors) if (Object.hasOwn(value, name)) shown[name] = redact(value[name], redaction)
    return redaction.keeps('data') ? { ...shown, ...ownFields(value, shape) } : shown
  }
}

/** What an application has added to what the protocol has. */
function ownFields(value: object, shape: object): object {
  const own = Object.entries(value).filter(([name]) => !Object.hasOwn(shape, name))
  return withoutSecrets(Object.fromEntries(own)) as object
}

export const list =
  (redact: Redactor): Redactor =>
  (value, redaction) =>
    Array.isArray(value) ? value.map((element) => redact(element, redaction)) : kindOf(value)

/** What a table has looked up: one of the types that the protocol has. */
export const knownType: Redactor = (value) => value

/** An object whose `type` names its redactor; `otherwise` is for all else. */
export const tagged =
  (table: Readonly<Record<string, Redactor>>, otherwise: Redactor): Redactor =>
  (value, redaction) => {
    const type = guards.isObject(value) ? value.type : undefined
    const redact = typeof type === 'string' && Object.hasOwn(table, type) ? table[type] : otherwise
    return redact?.(value, redaction)
  }
