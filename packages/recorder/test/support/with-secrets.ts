import fc from 'fast-check'

interface Attacked {
  readonly value: unknown
  /** What must not come out anywhere. */
  readonly secrets: readonly string[]
}

/** JSON of an application's own, in which a number may say who somebody is. */
const ofApplications = /^(userData|data|extra)$/

/** Where a number is what it should be. */
const places =
  /^(index|at|target|upTo|offset|first|head|from|timeoutMs|maxMessageBytes|commandsPerSecond|maxBytes|bytes|code|after|last|before|limit)$/

const secretText = fc
  .constantFrom('ada@example.com', '€-Straße 7', 'x')
  .chain((kind) => fc.integer({ min: 10 ** 9, max: 10 ** 10 - 1 }).map((number) => `${kind}${number}`))
/** As long as the number of a card. */
const secretNumber = fc.integer({ min: 10 ** 14, max: 10 ** 15 - 1 })

const anywhere: fc.Arbitrary<readonly [value: unknown, secret: string]> = fc.oneof(
  secretText.map((text) => [text, text] as const),
  secretText.map((text) => [`https://user:${text}@example.com/${text}?token=${text}#${text}`, text] as const),
  secretText.map((text) => [`${text}:alert(1)`, text] as const),
  secretText.map((text) => [[text, { [text]: text }], text] as const),
  secretNumber.map((number) => [number, String(number)] as const),
)

/** The value with secrets in place of texts, here and there, and in fields besides, under names that are secrets too. */
export function withSecrets(value: unknown, name = ''): fc.Arbitrary<Attacked> {
  const replaced = (places.test(name) ? secretText.map((text) => [text, text] as const) : anywhere).map(
    ([secret, text]) => ({ value: secret, secrets: [text] }),
  )
  const kept = fc.constant<Attacked>({ value, secrets: [] })
  if (typeof value === 'string') return fc.oneof({ weight: name === 'type' ? 8 : 1, arbitrary: kept }, replaced)
  if (typeof value !== 'object' || value === null) return kept
  if (Array.isArray(value)) return listWithSecrets(value, name)
  const fields = Object.entries(value).map(([field, inner]) =>
    (ofApplications.test(field) ? fc.oneof(replaced, withSecrets(inner, field)) : withSecrets(inner, field)).map(
      (attacked) => [field, attacked] as const,
    ),
  )
  return fc.tuple(fc.tuple(...fields), fc.option(fc.tuple(secretText, anywhere))).map(([known, added]) => ({
    value: {
      ...Object.fromEntries(known.map(([field, attacked]) => [field, attacked.value])),
      ...(added && { [added[0]]: added[1][0] }),
    },
    secrets: [...known.flatMap(([, { secrets }]) => secrets), ...(added ? [added[0], added[1][1]] : [])],
  }))
}

const listWithSecrets = (list: readonly unknown[], name: string): fc.Arbitrary<Attacked> =>
  fc.tuple(...list.map((element) => withSecrets(element, name))).map((elements) => ({
    value: elements.map((element) => element.value),
    secrets: elements.flatMap(({ secrets }) => secrets),
  }))
