import type { Party } from '../protocol/protocol.ts'

/** How a language says who is typing. `{name}`, `{first}`, `{second}` and `{count}` are replaced. */
export interface TypingTexts {
  readonly one: string
  readonly two: string
  readonly many: string
}

/** Who is typing, as one line; empty when nobody is. `typing`: the session's. */
export function typingText(typing: readonly Party[], texts: TypingTexts): string {
  const [first, second] = typing
  if (!first) return ''
  if (!second) return fill(texts.one, { name: first.name })
  if (typing.length === 2) return fill(texts.two, { first: first.name, second: second.name })
  return fill(texts.many, { count: String(typing.length) })
}

/** By a function: a name may hold `$&`. */
const fill = (text: string, values: Readonly<Record<string, string>>) =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
